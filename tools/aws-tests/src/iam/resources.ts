/** The account of the checks. */
export const ACCOUNT = '123456789012';
const PLACE = `us-east-1:${ACCOUNT}`;

/** The tag by which machines and all beside them are known as ours. */
export const DEPLOYMENT_KEY = 'hostwright-deployment';

/** Tags by key. Also: fields of a form by name. */
export type Tags = Readonly<Record<string, string>>;

/** The name of one resource of EC2. */
export function arnOf(type: string, account = PLACE): string {
  return `arn:aws:ec2:${account}:${type}/${type}-0123456789abcdef0`;
}

/** What belongs to no account in its name. Source: Service Authorization Reference, resource types of Amazon EC2. */
export const PUBLIC_ARNS: Readonly<Record<string, string>> = {
  image: arnOf('image', 'us-east-1:'),
  snapshot: arnOf('snapshot', 'us-east-1:'),
};

/** How IAM sees our tag among those that a call sets. */
export const requestTag = (tags: Tags | undefined): Tags =>
  tags?.[DEPLOYMENT_KEY] === undefined ? {} : { [`aws:RequestTag/${DEPLOYMENT_KEY}`]: tags[DEPLOYMENT_KEY] };
/** How IAM sees our tag on what is there. */
export const resourceTag = (tags: Tags | undefined): Tags =>
  tags?.[DEPLOYMENT_KEY] === undefined ? {} : { [`aws:ResourceTag/${DEPLOYMENT_KEY}`]: tags[DEPLOYMENT_KEY] };

/** Tags of one list of the Query protocol. */
export function tagsUnder(parameters: Tags, prefix: string): Tags {
  const tags: Record<string, string> = {};
  for (let index = 1; ; index += 1) {
    const key = parameters[`${prefix}.${index}.Key`];
    if (key === undefined) return tags;
    tags[key] = parameters[`${prefix}.${index}.Value`] ?? '';
  }
}

/** The tags that a call or a launch template puts on each kind of resource. */
export function tagsByKind(parameters: Tags, prefix = ''): ReadonlyMap<string, Tags> {
  const kinds = new Map<string, Tags>();
  for (let index = 1; ; index += 1) {
    const at = `${prefix}TagSpecification.${index}`;
    const kind = parameters[`${at}.ResourceType`];
    if (kind === undefined) return kinds;
    kinds.set(kind, tagsUnder(parameters, `${at}.Tag`));
  }
}

/** The name of an Auto Scaling group. */
export function groupArn(name: string): string {
  return `arn:aws:autoscaling:${PLACE}:autoScalingGroup:01234567-89ab-cdef-0123-456789abcdef:autoScalingGroupName/${name}`;
}
