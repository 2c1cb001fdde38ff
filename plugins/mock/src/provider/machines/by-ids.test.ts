import * as fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { launch, liveIds, openTestSite, type TestSite } from '../../testing/test-site.js';
import { read, write } from '../../testing/writes.js';

let site: TestSite;
afterEach(() => site.close());

const ABSENT = 'i-00000000000000000';

async function start(units: number, settings: Readonly<Record<string, unknown>> = {}): Promise<readonly string[]> {
  site = await openTestSite({ bootTimeMs: 1_000, ...settings });
  const { machines } = await launch(site, { units });
  site.control.advance(1_000);
  return machines.map((machine) => machine.machineId);
}

const outcomes = (answers: readonly { readonly machineId: string; readonly outcome: string }[]): unknown =>
  Object.fromEntries(answers.map((answer) => [answer.machineId, answer.outcome]));

it('ends machines, and answers the same when it is asked again', { tags: ['mock.return', 'simulated'] }, async () => {
  const [a = '', b = ''] = await start(2);
  const first = await site.machines.terminate({ ...write(), machineIds: [a, b] });
  expect(outcomes(first)).toEqual({ [a]: 'accepted', [b]: 'accepted' });
  site.control.advance(10_000);
  const again = await site.machines.terminate({ ...write(), machineIds: [a, b] });
  expect(outcomes(again)).toEqual({ [a]: 'terminated', [b]: 'terminated' });
  expect(site.control.calls('TerminateInstances').map((call) => call.count)).toEqual([2, 0]);
});

it('answers for each id, known or not, well formed or not', async () => {
  const [a = ''] = await start(1);
  const answers = await site.machines.terminate({ ...write(), machineIds: [ABSENT, a, 'nonsense', 'i-ff'] });
  expect(outcomes(answers)).toEqual({ [a]: 'accepted', [ABSENT]: 'not-found', nonsense: 'not-found', 'i-ff': 'not-found' });
  const inspection = await site.machines.inspect({ ...read(), machineIds: [ABSENT, a, 'nonsense'] });
  expect(inspection.machines.map((machine) => machine.machineId)).toEqual([a]);
  expect(inspection.notFound.toSorted()).toEqual([ABSENT, 'nonsense']);
  expect(inspection).toMatchObject({ identity: { account: 'mock-account', region: 'mock-1' }, providerTimeMs: site.control.now() });
});

it(
  'never lets poisoned ids stop the others, whether the cloud names them or not, in few calls',
  { tags: ['engine.returns.poison', 'fault.row-17', 'simulated'] },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 0, max: 39 }), { maxLength: 4 }), fc.boolean(), async (positions, silent) => {
        const ids = await start(40);
        const poisoned = positions.map((position) => ids[position] ?? '');
        for (const machineId of poisoned) site.control.addFault({ kind: 'poison', on: 'TerminateInstances', machineId, silent });
        const answers = await site.machines.terminate({ ...write(), machineIds: ids });
        const failed = answers.filter((answer) => answer.outcome === 'failed');
        expect(answers.map((answer) => answer.machineId).toSorted()).toEqual(ids.toSorted());
        expect(failed.map((answer) => answer.machineId).toSorted()).toEqual(poisoned.toSorted());
        expect(failed.every((answer) => answer.code === 'OperationNotPermitted' && answer.retryable === false)).toBe(true);
        expect(liveIds(site).toSorted()).toEqual(poisoned.toSorted());
        expect(site.control.calls('TerminateInstances').length).toBeLessThanOrEqual(2 + positions.length * 14);
        await site.close();
      }),
      { numRuns: 15 },
    );
    await start(1);
  },
);

it('leaves out of both lists what the cloud refuses to tell', async () => {
  const [a = '', b = ''] = await start(2);
  site.control.addFault({ kind: 'poison', on: 'DescribeInstances', machineId: a });
  const inspection = await site.machines.inspect({ ...read(), machineIds: [a, b] });
  expect(inspection.machines.map((machine) => machine.machineId)).toEqual([b]);
  expect(inspection.notFound).toEqual([]);
});

it('takes "no such machine" under another account for no answer about ours', async () => {
  const [a = '', b = ''] = await start(2);
  site.control.addFault({ kind: 'poison', on: 'DescribeInstances', machineId: a });
  site.control.addFault({ kind: 'identity', on: 'DescribeInstances', account: 'other', when: { nth: 2 } });
  await expect(site.machines.inspect({ ...read(), machineIds: [a, b] })).rejects.toMatchObject({ errorClass: 'Unavailable' });
});

/** Refusals of the whole call: which error, and whether it may be tried again. */
const WHOLE = {
  RequestLimitExceeded: 'Throttled',
  ServiceUnavailable: 'Unavailable',
  ExpiredToken: 'Credentials',
  UnauthorizedOperation: 'PermissionDenied',
} as const;

it.each(Object.entries(WHOLE))('throws %s when no id was answered, in one call', async (code, errorClass) => {
  const ids = await start(8);
  site.control.addFault({ kind: 'error', on: 'TerminateInstances', code: code as keyof typeof WHOLE });
  await expect(site.machines.terminate({ ...write(), machineIds: ids })).rejects.toMatchObject({ errorClass, code });
  expect(site.control.calls('TerminateInstances')).toHaveLength(1);
  expect(liveIds(site)).toHaveLength(8);
});

it('answers for every id when the cloud throttles half way', async () => {
  const [a = '', b = '', c = ''] = await start(3);
  site.control.addFault({ kind: 'poison', on: 'TerminateInstances', machineId: b });
  site.control.addFault({ kind: 'error', on: 'TerminateInstances', code: 'RequestLimitExceeded', when: { nth: 2 } });
  const answers = await site.machines.terminate({ ...write(), machineIds: [a, b, c] });
  expect(new Map(answers.map(({ machineId, outcome, code, retryable }) => [machineId, { outcome, code, retryable }]))).toEqual(
    new Map([
      [b, { outcome: 'failed', code: 'OperationNotPermitted', retryable: false }],
      [a, { outcome: 'failed', code: 'RequestLimitExceeded', retryable: true }],
      [c, { outcome: 'failed', code: 'RequestLimitExceeded', retryable: true }],
    ]),
  );
});

it('does not know whether a termination took effect when its reply was lost', async () => {
  const ids = await start(2);
  site.control.addFault({ kind: 'lose-reply', on: 'TerminateInstances' });
  await expect(site.machines.terminate({ ...write(), machineIds: ids })).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
  expect(liveIds(site)).toHaveLength(0);
});

it('stops, starts and reboots machines', { tags: ['mock.return', 'simulated'] }, async () => {
  const [a = ''] = await start(1, { stopTimeMs: 5_000 });
  const state = (): string | undefined => site.control.machines()[0]?.state;
  const input = { ...write(), machineIds: [a] };
  expect(outcomes(await site.machines.restart(input))).toEqual({ [a]: 'accepted' });
  expect(state()).toBe('running');
  expect(outcomes(await site.machines.stop({ ...input, force: false }))).toEqual({ [a]: 'accepted' });
  expect(state()).toBe('stopping');
  expect(await site.machines.start(input)).toMatchObject([{ outcome: 'failed', code: 'IncorrectState', retryable: true }]);
  site.control.advance(5_000);
  expect(state()).toBe('stopped');
  await site.machines.stop({ ...input, force: false });
  expect(await site.machines.restart(input)).toMatchObject([{ outcome: 'failed', code: 'IncorrectState' }]);
  await site.machines.start(input);
  expect(state()).toBe('pending');
  site.control.advance(1_000);
  expect(state()).toBe('running');
  await site.machines.stop({ ...input, force: true });
  expect(state()).toBe('stopped');
  await site.machines.terminate(input);
  site.control.advance(5_000);
  expect(state()).toBe('terminated');
});
