import type { PassedCall } from '@hostwright/emulators/fault-proxy';
import { ACCOUNT, arnOf, groupArn, PUBLIC_ARNS, requestTag, resourceTag, tagsByKind, tagsUnder, type Tags } from './resources.js';

/** One question that AWS asks of policies before it carries a call out. */
export interface Check {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

type Call = Pick<PassedCall, 'service' | 'action' | 'parameters'>;
/** What a launch is made from, by the call and its launch template. Image and subnet are always there. */
function usedBy(parameters: readonly Tags[]): readonly string[] {
  const names = parameters.flatMap((one) => Object.keys(one));
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  return [
    'image',
    'subnet',
    ...(has(/SecurityGroupId/) ? ['security-group'] : []),
    ...(has(/KeyName$/) ? ['key-pair'] : []),
    ...(has(/Placement\.GroupName$/) ? ['placement-group'] : []),
    ...(has(/\.SnapshotId$/) ? ['snapshot'] : []),
  ];
}

/** A RunInstances: by us, or by AWS in the caller's name with a launch template. Source: Service Authorization Reference, RunInstances. */
function runChecks(parameters: readonly Tags[], tags: ReadonlyMap<string, Tags>, template: Tags | undefined): readonly Check[] {
  const action = 'ec2:RunInstances';
  // A spot request that gets no tags is not asked about. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html
  const made = ['instance', 'volume', 'network-interface', ...(tags.has('spot-instances-request') ? ['spot-instances-request'] : [])];
  return [
    ...usedBy(parameters).map((type) => ({ action, resource: PUBLIC_ARNS[type] ?? arnOf(type), context: {} })),
    ...made.map((type) => ({ action, resource: arnOf(type), context: requestTag(tags.get(type)) })),
    ...(template === undefined ? [] : [{ action, resource: arnOf('launch-template'), context: resourceTag(template) }]),
    ...tagChecks(tags, 'RunInstances'),
    ...(parameters.some((one) => Object.keys(one).some((name) => name.includes('IamInstanceProfile')))
      ? [passRole('ec2.amazonaws.com')]
      : []),
  ];
}

function tagChecks(tags: ReadonlyMap<string, Tags>, by: string): readonly Check[] {
  return [...tags].map(([kind, list]) => ({
    action: 'ec2:CreateTags',
    resource: arnOf(kind),
    context: { 'ec2:CreateAction': by, ...requestTag(list) },
  }));
}

function passRole(service: string): Check {
  return { action: 'iam:PassRole', resource: `arn:aws:iam::${ACCOUNT}:role/machines`, context: { 'iam:PassedToService': service } };
}

/** A launch template that was made by one of the calls. */
interface Template {
  readonly tags: Tags;
  readonly data: Tags;
}

type Templates = ReadonlyMap<string, Template>;

const templateOf = ({ parameters }: Call, templates: Templates): Template => {
  const name = Object.entries(parameters).find(([key]) => key.endsWith('LaunchTemplateName'))?.[1] ?? '';
  const template = templates.get(name);
  if (template === undefined) throw new Error(`nothing made the launch template ${name}`);
  return template;
};

/** How each creating call is checked. */
const CREATES: Readonly<Record<string, (call: Call, templates: Templates) => readonly Check[]>> = {
  RunInstances: ({ parameters }) => runChecks([parameters], tagsByKind(parameters), undefined),
  CreateLaunchTemplate: ({ parameters }) => {
    const tags = tagsByKind(parameters);
    const context = requestTag(tags.get('launch-template'));
    return [
      { action: 'ec2:CreateLaunchTemplate', resource: arnOf('launch-template'), context },
      ...tagChecks(tags, 'CreateLaunchTemplate'),
    ];
  },
  CreateFleet: (call, templates) => {
    const { parameters } = call;
    const action = 'ec2:CreateFleet';
    const tags = tagsByKind(parameters);
    const template = templateOf(call, templates);
    const parts = [parameters, template.data];
    const used = usedBy(parts).filter((type) => type === 'image' || type === 'subnet' || type === 'placement-group');
    const onMachines = new Map([...tagsByKind(template.data, 'LaunchTemplateData.'), ...[...tags].filter(([kind]) => kind !== 'fleet')]);
    return [
      { action, resource: arnOf('fleet'), context: requestTag(tags.get('fleet')) },
      ...['instance', 'volume'].map((type) => ({ action, resource: arnOf(type), context: requestTag(tags.get(type)) })),
      ...used.map((type) => ({ action, resource: PUBLIC_ARNS[type] ?? arnOf(type), context: {} })),
      { action, resource: arnOf('launch-template'), context: resourceTag(template.tags) },
      ...tagChecks(tags, 'CreateFleet'),
      ...runChecks(parts, onMachines, template.tags),
    ];
  },
  RequestSpotFleet: (call, templates) => {
    const { parameters } = call;
    const action = 'ec2:RequestSpotFleet';
    const tags = tagsByKind(parameters, 'SpotFleetRequestConfig.');
    const template = templateOf(call, templates);
    const parts = [parameters, template.data];
    return [
      { action, resource: arnOf('spot-fleet-request'), context: requestTag(tags.get('spot-fleet-request')) },
      ...usedBy(parts).map((type) => ({ action, resource: PUBLIC_ARNS[type] ?? arnOf(type), context: {} })),
      { action, resource: arnOf('launch-template'), context: resourceTag(template.tags) },
      ...tagChecks(tags, 'RequestSpotFleet'),
      passRole('spotfleet.amazonaws.com'),
      ...runChecks(parts, tagsByKind(template.data, 'LaunchTemplateData.'), template.tags),
    ];
  },
  CreateAutoScalingGroup: (call, templates) => {
    const { parameters } = call;
    const context = requestTag(tagsUnder(parameters, 'Tags.member'));
    const resource = groupArn(parameters['AutoScalingGroupName'] ?? '');
    const template = templateOf(call, templates);
    return [
      { action: 'autoscaling:CreateAutoScalingGroup', resource, context },
      { action: 'autoscaling:CreateOrUpdateTags', resource, context },
      ...runChecks([parameters, template.data], tagsByKind(template.data, 'LaunchTemplateData.'), template.tags),
    ];
  },
};

/** All that AWS asks before it carries out the creating calls among these, read from what was sent. */
export function checksOfCreates(calls: readonly Call[]): readonly Check[] {
  const made = calls.filter(({ action }) => action === 'CreateLaunchTemplate');
  const templates = new Map(
    made.map(({ parameters }) => [
      parameters['LaunchTemplateName'] ?? '',
      { tags: tagsByKind(parameters).get('launch-template') ?? {}, data: parameters },
    ]),
  );
  const checks = calls.flatMap((call) => CREATES[call.action]?.(call, templates) ?? []);
  return [...new Map(checks.map((check) => [JSON.stringify(check), check])).values()];
}
