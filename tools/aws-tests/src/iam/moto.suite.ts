import type { PassedCall } from '@hostwright/emulators/fault-proxy';
import { startMoto, type Moto } from '@hostwright/emulators/moto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveOnFake } from './fake-life.js';
import { LIFE } from './life.js';
import type { Step } from './step.js';
import { openStrictAccount, type Keys, type Performed, type StrictAccount } from './moto-world.js';
import { FREE, permissionOf, permissionsOf } from './permissions.js';
import { actionsOf, POLICY, withoutAction } from './policy.js';

/** Steps that end in an operation that moto does not have, or for want of a tag that AWS puts on the machines of a fleet. */
const GAPS: ReadonlySet<string> = new Set([
  'validates a placement group',
  'ends a machine of a maintain fleet',
  'reads the sizes that fit requirements',
  'reads quotas',
]);

/** Permissions that moto does not ask for: AWS does within other calls, and moto has neither operation. The simulated EC2 shows them. */
const NOT_ASKED_BY_MOTO = [
  'autoscaling:CreateOrUpdateTags',
  'ec2:ModifyFleet',
  'iam:PassRole',
  'pricing:GetProducts',
  'ssm:GetParameters',
] as const;

/** Without these the plugin goes on: what they are for is unknown, and told by its health or its log. */
const MISSED_ASIDE: ReadonlySet<string> = new Set([
  'cloudwatch:GetMetricData',
  'ec2:DescribeSpotInstanceRequests',
  'ec2:DescribeSpotPriceHistory',
  'servicequotas:ListAWSDefaultServiceQuotas',
  'servicequotas:ListServiceQuotas',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ReceiveMessage',
]);
/** Moto refuses these in XML, which their clients cannot read: the plugin learns that it was refused, not what. */
const UNREADABLE = /^ssm:/;

const ASKED = actionsOf(POLICY).filter((action) => !NOT_ASKED_BY_MOTO.some((one) => one === action));

const refusedIn = (calls: readonly PassedCall[]): readonly string[] =>
  calls.filter(({ outcome }) => outcome === 401 || outcome === 403).map(permissionOf);

let moto: Moto;
let account: StrictAccount;
const lacking = new Map<string, Keys>();
const performed = new Map<Step, Performed>();
beforeAll(async () => {
  moto = await startMoto();
  account = await openStrictAccount(moto);
  const keys = await account.addUser(POLICY);
  for (const action of ASKED) lacking.set(action, await account.addUser(withoutAction(POLICY, action)));
  await moto.authorize(true);
  for (const step of LIFE) performed.set(step, await account.perform(step, keys));
});
afterAll(async () => {
  await account.close();
  await moto.stop();
});

describe('the documented policy on moto, which asks for the permission of each action', { tags: ['aws.iam', 'emulated'] }, () => {
  it.each(LIFE)('lets the plugin do what it does: $name', (step) => {
    const { error, calls } = performed.get(step) ?? { calls: [] };
    expect(calls.length).toBeGreaterThan(0);
    expect(refusedIn(calls)).toEqual([]);
    expect(GAPS.has(step.name) ? undefined : error).toBeUndefined();
  });

  it.each(ASKED)('cannot do without %s: something is refused, and the plugin says what', async (action) => {
    const step = LIFE.find((one) => performed.get(one)?.calls.some((call) => permissionOf(call) === action));
    if (step === undefined) throw new Error(`no step needs ${action}`);
    const { error, calls } = await account.perform(step, lacking.get(action) ?? { accessKeyId: '', secretAccessKey: '' });
    expect(new Set(refusedIn(calls))).toEqual(new Set([action]));
    const said = error instanceof Error ? error.message : 'nothing';
    expect(said).toContain(
      MISSED_ASIDE.has(action) ? 'nothing' : UNREADABLE.test(action) ? 'HTTP 403' : `allow ${action} in the IAM policy`,
    );
  });
});

describe('the documented policy and all that the plugin sends', { tags: ['aws.iam', 'contract'] }, () => {
  it('have the same actions: nothing is missing, and nothing is more than needed', async () => {
    const calls = [...[...performed.values()].flatMap((one) => one.calls), ...(await liveOnFake())];
    const needed = new Set(calls.flatMap(permissionsOf));
    needed.delete(FREE);
    expect([...needed].toSorted()).toEqual(actionsOf(POLICY).toSorted());
  });
});
