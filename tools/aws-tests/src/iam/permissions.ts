import type { PassedCall } from '@hostwright/emulators/fault-proxy';

/** How IAM calls services that sign by another name. Source: Service Authorization Reference, service prefixes. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** Calls that IAM knows under another name. Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
const ACTIONS: Readonly<Record<string, string>> = { DeleteMessageBatch: 'DeleteMessage' };

/** Needs no permission. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const FREE = 'sts:GetCallerIdentity';

type Sent = Pick<PassedCall, 'service' | 'action' | 'parameters'>;

/** What IAM calls the permission of one call. */
export function permissionOf({ service, action }: Pick<Sent, 'service' | 'action'>): string {
  // A call of CloudWatch names its operation in the path.
  const name = action.split('/').at(-1) ?? action;
  return `${PREFIXES[service] ?? service}:${ACTIONS[name] ?? name}`;
}

/**
 * Permissions that AWS asks for beside a call's own, and how the call shows that.
 * Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html,
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html and
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
 */
const IMPLIED: Readonly<Record<string, (call: Sent) => boolean>> = {
  'iam:PassRole': ({ parameters }) =>
    Object.keys(parameters).some((name) => /\.IamInstanceProfile\.|^IamInstanceProfile\.|\.IamFleetRole$/.test(name)),
  'ec2:CreateTags': ({ service, parameters }) =>
    service === 'ec2' && Object.keys(parameters).some((name) => /(?:^|\.)TagSpecification\./.test(name)),
  'autoscaling:CreateOrUpdateTags': ({ action, parameters }) => action === 'CreateAutoScalingGroup' && 'Tags.member.1.Key' in parameters,
  'ssm:GetParameters': ({ action, parameters }) => action === 'DescribeLaunchTemplateVersions' && parameters['ResolveAlias'] === 'true',
};

/** Every permission that one call needs. */
export function permissionsOf(call: Sent): readonly string[] {
  const beside = Object.entries(IMPLIED).filter(([, isNeeded]) => isNeeded(call));
  return [permissionOf(call), ...beside.map(([permission]) => permission)];
}
