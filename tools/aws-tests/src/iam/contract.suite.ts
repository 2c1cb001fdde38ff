import { beforeAll, describe, expect, it } from 'vitest';
import { checksOfCreates, type Check } from './checks.js';
import { liveOnFake } from './fake-life.js';
import { actionsOf, listOf, POLICY, withMember, withoutStatement, type Policy } from './policy.js';
import { arnOf, DEPLOYMENT_KEY, groupArn } from './resources.js';
import { isAllowed } from './simulate.js';

const OURS = { [`aws:ResourceTag/${DEPLOYMENT_KEY}`]: 'a'.repeat(32) };
const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:spot-events';
const PARAMETER = 'arn:aws:ssm:us-east-1::parameter/aws/service/ami-amazon-linux-latest/al2023';
const GROUP = groupArn('hostwright-token');

/** Orders to what is there already, and of what kind it is. */
const ORDERS: readonly (readonly [action: string, resource: string])[] = [
  ...['TerminateInstances', 'StartInstances', 'StopInstances', 'RebootInstances'].map(
    (action) => [`ec2:${action}`, arnOf('instance')] as const,
  ),
  ...['DeleteFleets', 'ModifyFleet'].map((action) => [`ec2:${action}`, arnOf('fleet')] as const),
  ['ec2:DeleteLaunchTemplate', arnOf('launch-template')],
  ['ec2:DeleteVolume', arnOf('volume')],
  ['ec2:CancelSpotFleetRequests', arnOf('spot-fleet-request')],
  ['autoscaling:SuspendProcesses', GROUP],
  ['autoscaling:DeleteAutoScalingGroup', GROUP],
];
/** Closing a group is also for those of somebody else whose machines were taken over. */
const CLOSING: ReadonlySet<string> = new Set(['ec2:ModifyFleet', 'autoscaling:SuspendProcesses']);

const ADOPTION: Check = {
  action: 'ec2:CreateTags',
  resource: arnOf('instance'),
  context: { [`aws:RequestTag/${DEPLOYMENT_KEY}`]: 'a'.repeat(32) },
};

/** What needs no tag of ours. */
const OTHERS: readonly Check[] = [
  ...['GetParameter', 'GetParameters'].map((action) => ({ action: `ssm:${action}`, resource: PARAMETER, context: {} })),
  ...['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].map((action) => ({ action: `sqs:${action}`, resource: QUEUE, context: {} })),
  { action: 'ec2:CreateKeyPair', resource: arnOf('key-pair'), context: {} },
  ADOPTION,
  { action: 'ec2:ModifyFleet', resource: arnOf('fleet'), context: {} },
  { action: 'autoscaling:SuspendProcesses', resource: groupArn('theirs'), context: {} },
];

/** What is read without naming it. */
const READS: readonly Check[] = POLICY.Statement.filter(({ Resource }) => Resource === '*')
  .flatMap(({ Action }) => listOf(Action))
  .map((action) => ({ action, resource: action === 'ec2:DescribeFleetInstances' ? arnOf('fleet') : '*', context: {} }));

let creates: readonly Check[];
let all: readonly Check[];
beforeAll(async () => {
  creates = checksOfCreates(await liveOnFake());
  all = [...creates, ...ORDERS.map(([action, resource]) => ({ action, resource, context: OURS })), ...OTHERS, ...READS];
});

async function deniedBy(policy: Policy, checks: readonly Check[]): Promise<readonly Check[]> {
  const denied: Check[] = [];
  for (const check of checks) if (!(await isAllowed(policy, check))) denied.push(check);
  return denied;
}

const without = (check: Check, prefix: string): Check => ({
  ...check,
  context: Object.fromEntries(Object.entries(check.context).filter(([key]) => !key.startsWith(prefix))),
});

/** The policy for one deployment alone, as the guide says. */
function forDeployment(id: string): Policy {
  const text = JSON.stringify(POLICY).replaceAll(`/${DEPLOYMENT_KEY}":"*"`, `/${DEPLOYMENT_KEY}":"${id}"`);
  return JSON.parse(text) as Policy;
}

describe('the documented policy by the rules of IAM', { tags: ['aws.iam', 'contract'] }, () => {
  it('fits into a managed policy', () => {
    // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, white space does not count.
    expect(JSON.stringify(POLICY).replaceAll(/\s/g, '').length).toBeLessThanOrEqual(6_144);
  });

  it('allows every call that the plugin was seen to make, with all that AWS asks for it', async () => {
    expect(new Set(all.map(({ action }) => action))).toEqual(new Set(actionsOf(POLICY)));
    expect(await deniedBy(POLICY, all)).toEqual([]);
  });

  it('allows nothing to be made without our tag', async () => {
    const tagged = creates.filter(
      ({ action, context }) => action !== 'ec2:CreateTags' && Object.keys(context).some((key) => key.startsWith('aws:RequestTag/')),
    );
    const kinds = new Set(tagged.map(({ action, resource }) => `${action} ${resource.split(/[:/]/)[5] ?? ''}`));
    expect(kinds.size).toBeGreaterThanOrEqual(9);
    const stripped = tagged.map((check) => without(check, 'aws:RequestTag/'));
    // The API tags machines of instant fleets alone: those of others are tagged by the launch template, which must be ours.
    const allowed = stripped.filter(({ action, resource }) => action === 'ec2:CreateFleet' && /:(?:instance|volume)\//.test(resource));
    expect(await deniedBy(POLICY, stripped)).toEqual(stripped.filter((check) => !allowed.includes(check)));
  });

  it('allows nothing to be launched from a launch template that is not ours', async () => {
    const fromTemplates = creates.filter(
      ({ resource, action }) =>
        resource === arnOf('launch-template') && action !== 'ec2:CreateTags' && action !== 'ec2:CreateLaunchTemplate',
    );
    expect(new Set(fromTemplates.map(({ action }) => action))).toEqual(
      new Set(['ec2:CreateFleet', 'ec2:RequestSpotFleet', 'ec2:RunInstances']),
    );
    const stripped = fromTemplates.map((check) => without(check, 'aws:ResourceTag/'));
    expect(await deniedBy(POLICY, stripped)).toEqual(stripped);
  });

  it.each(ORDERS)('allows %s on what is ours, and not on what is not', async (action, resource) => {
    expect(await isAllowed(POLICY, { action, resource, context: OURS })).toBe(true);
    expect(await isAllowed(withoutStatement(POLICY, 'CloseAdoptedGroups'), { action, resource, context: {} })).toBe(false);
    expect(await isAllowed(POLICY, { action, resource, context: {} })).toBe(CLOSING.has(action));
  });

  it('keeps deployments apart when it names one', async () => {
    const own = forDeployment('a'.repeat(32));
    const other = forDeployment('b'.repeat(32));
    for (const [action, resource] of ORDERS) {
      const order = { action, resource, context: OURS };
      expect([action, await isAllowed(own, order), await isAllowed(other, order)]).toEqual([action, true, false]);
    }
    const taking = { ...ADOPTION, context: { [`aws:RequestTag/${DEPLOYMENT_KEY}`]: 'b'.repeat(32) } };
    expect(await isAllowed(other, taking)).toBe(true);
    expect(await isAllowed(other, { ...taking, context: { ...taking.context, ...OURS } })).toBe(false);
  });

  it('lets tags be set while something is made and on machines taken over, and no others', async () => {
    const tags = { [`aws:RequestTag/${DEPLOYMENT_KEY}`]: 'a'.repeat(32) };
    for (const kind of ['volume', 'launch-template', 'fleet', 'vpc']) {
      expect(await isAllowed(POLICY, { action: 'ec2:CreateTags', resource: arnOf(kind), context: tags })).toBe(false);
    }
    expect(await isAllowed(POLICY, { ...ADOPTION, context: {} })).toBe(false);
    expect(await isAllowed(withoutStatement(POLICY, 'Adopt'), ADOPTION)).toBe(false);
  });

  it('passes roles to machines and Spot Fleet alone, and reads public parameters alone', async () => {
    const role = 'arn:aws:iam::123456789012:role/admin';
    const lambda = { 'iam:PassedToService': 'lambda.amazonaws.com' };
    expect(await isAllowed(POLICY, { action: 'iam:PassRole', resource: role, context: lambda })).toBe(false);
    const secret = 'arn:aws:ssm:us-east-1:123456789012:parameter/secret';
    expect(await isAllowed(POLICY, { action: 'ssm:GetParameter', resource: secret, context: {} })).toBe(false);
  });

  it.each(POLICY.Statement)('cannot do without $Sid, nor without one of its actions or resources', async (statement) => {
    const { Sid: sid } = statement;
    // The one for machines taken over lets machines be tagged at their birth, too: the others are judged without it.
    const whole = sid === 'Adopt' ? POLICY : withoutStatement(POLICY, 'Adopt');
    const concerned = all.filter((check) => listOf(statement.Action).includes(check.action) && (sid === 'Adopt' || check !== ADOPTION));
    expect(await deniedBy(whole, concerned)).toEqual([]);
    expect(await deniedBy(withoutStatement(whole, sid), concerned)).not.toEqual([]);
    for (const member of ['Action', 'Resource'] as const) {
      const values = listOf(statement[member]);
      for (const value of values.length > 1 ? values : []) {
        const others = values.filter((one) => one !== value);
        expect([value, (await deniedBy(withMember(whole, sid, member, others), concerned)).length > 0]).toEqual([value, true]);
      }
    }
  });
});
