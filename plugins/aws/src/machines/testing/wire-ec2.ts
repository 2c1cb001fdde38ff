import { ec2Error, type WireAnswer, type WireRequest } from '../../session/testing/local-service.js';
import { describeInstancesXml, type WrittenInstance } from './instances-xml.js';

const ID_IN_PARAMS = /^InstanceId\.\d+$/;

/** A handful of EC2's and Auto Scaling's answers over a table of instances: enough for one test, without rules of its own. */
export interface WireEc2 {
  readonly instances: Map<string, WrittenInstance>;
  /** XML of the items that listings of other things answer, by action. */
  readonly items: Map<string, readonly string[]>;
  /** Answers instead of the table, as long as it answers something. */
  intercept: (action: string, params: URLSearchParams) => WireAnswer | undefined;
  readonly answer: (request: WireRequest) => WireAnswer;
}

/** Element that holds the items of each listing. */
const SETS: Readonly<Record<string, string>> = {
  DescribeVolumes: 'volumeSet',
  DescribeFleets: 'fleetSet',
  DescribeSpotFleetRequests: 'spotFleetRequestConfigSet',
  DescribeLaunchTemplates: 'launchTemplates',
  DescribeSpotInstanceRequests: 'spotInstanceRequestSet',
};

/** Starts with these instances. */
export function wireEc2(instances: readonly WrittenInstance[] = []): WireEc2 {
  const cloud: WireEc2 = {
    instances: new Map(instances.map((instance) => [instance.id, instance])),
    items: new Map(),
    intercept: () => undefined,
    answer: ({ action, body }) => {
      const params = new URLSearchParams(body);
      return cloud.intercept(action, params) ?? answerOf(cloud, action, params);
    },
  };
  return cloud;
}

function answerOf(cloud: WireEc2, action: string, params: URLSearchParams): WireAnswer {
  const ids = [...params].filter(([key]) => ID_IN_PARAMS.test(key)).map(([, id]) => id);
  const missing = ids.filter((id) => !cloud.instances.has(id));
  if (missing.length > 0) return ec2Error('InvalidInstanceID.NotFound', notFoundText(missing));
  if (action === 'DescribeInstances') return describeInstances(cloud, ids, params);
  if (action === 'TerminateInstances') return change(cloud, action, ids, 'shutting-down');
  if (action === 'StopInstances') return change(cloud, action, ids, 'stopping');
  if (action === 'StartInstances') return change(cloud, action, ids, 'pending');
  if (action === 'GetCallerIdentity') {
    return xml(
      'GetCallerIdentityResponse',
      '<GetCallerIdentityResult><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/u</Arn></GetCallerIdentityResult>',
    );
  }
  const items = cloud.items.get(action) ?? [];
  if (action === 'DescribeAutoScalingGroups') {
    const members = items.map((item) => `<member>${item}</member>`).join('');
    return xml(`${action}Response`, `<${action}Result><AutoScalingGroups>${members}</AutoScalingGroups></${action}Result>`);
  }
  const set = SETS[action];
  if (set !== undefined) return xml(`${action}Response`, `<${set}>${items.map((item) => `<item>${item}</item>`).join('')}</${set}>`);
  return xml(`${action}Response`, '<return>true</return>');
}

/** The message of EC2 about ids that it does not know. */
function notFoundText(ids: readonly string[]): string {
  return ids.length === 1 ? `The instance ID '${ids[0]}' does not exist` : `The instance IDs '${ids.join(', ')}' do not exist`;
}

function describeInstances(cloud: WireEc2, ids: readonly string[], params: URLSearchParams): WireAnswer {
  const all = ids.length > 0 ? ids.flatMap((id) => cloud.instances.get(id) ?? []) : [...cloud.instances.values()];
  const start = Number(params.get('NextToken') ?? 0);
  const end = start + Number(params.get('MaxResults') ?? all.length);
  const shown = all.slice(start, end);
  const reservations = shown.length === 0 ? [] : [{ ownerId: '123456789012', instances: shown }];
  return { body: describeInstancesXml(reservations, end < all.length ? String(end) : undefined) };
}

function change(cloud: WireEc2, action: string, ids: readonly string[], state: string): WireAnswer {
  for (const id of ids) cloud.instances.set(id, { ...cloud.instances.get(id), id, state });
  const items = ids.map(
    (id) => `<item><instanceId>${id}</instanceId><currentState><code>32</code><name>${state}</name></currentState></item>`,
  );
  return xml(`${action}Response`, `<instancesSet>${items.join('')}</instancesSet>`);
}

function xml(root: string, inner: string): WireAnswer {
  return { body: `<${root} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${inner}</${root}>` };
}

/** Tags as XML, in the form of EC2. */
export function tagSet(tags: Readonly<Record<string, string>>): string {
  const items = Object.entries(tags).map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`);
  return `<tagSet>${items.join('')}</tagSet>`;
}

/** The deployment of every test. */
export const DEPLOYMENT = 'dd'.repeat(16);

/** The header's tags of an intent. */
export function headerTags(intent = 'int-1', deployment = DEPLOYMENT): Readonly<Record<string, string>> {
  return {
    'hostwright-deployment': deployment,
    'hostwright-incarnation': 'ee'.repeat(8),
    'hostwright-request': `req-of-${intent}`,
    'hostwright-intent': intent,
    'hostwright-sequence': '1',
    'hostwright-generation': '1',
  };
}

/** A running machine of ours. */
export function machine(
  id: string,
  more: Partial<WrittenInstance> & { readonly tagged?: Readonly<Record<string, string>> } = {},
): WrittenInstance {
  const { tagged = headerTags(), ...rest } = more;
  return {
    id,
    state: 'running',
    type: 'c5.large',
    zone: 'us-east-1a',
    launchTime: '2026-01-01T00:00:00.000Z',
    privateDnsName: `${id}.ec2.internal`,
    privateIp: '10.0.0.1',
    tags: Object.entries(tagged).map(([key, value]) => ({ key, value })),
    ...rest,
  };
}

/** Ids of that many machines. */
export function idList(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => `i-${(from + index).toString(16).padStart(17, '0')}`);
}
