import { afterEach, expect, it } from 'vitest';
import { endOf, launch, liveIds, openTestSite, pagesOf, prepare, sweepAll, sweptIds, type TestSite } from '../testing/test-site.js';
import { header, read, write } from '../testing/writes.js';
import type { FaultInput, FaultKind } from './fault.js';

let site: TestSite;
afterEach(() => site.close());

/** A site whose cloud goes wrong as the script says. */
async function broken(faults: readonly FaultInput[], settings: Readonly<Record<string, unknown>> = {}): Promise<TestSite> {
  site = await openTestSite({ faults, bootTimeMs: 1_000, ...settings });
  return site;
}

const calls = (action: string, effect?: string): number =>
  site.control.calls(action).filter((call) => effect === undefined || call.effect === effect).length;

/** What each fault does, as its row in the README says. */
const FAULTS: { readonly [Kind in FaultKind]: () => Promise<void> } = {
  error: async () => {
    await broken([{ kind: 'error', on: 'RunInstances', code: 'RequestLimitExceeded', retryAfterMs: 700 }]);
    await expect(launch(site)).rejects.toMatchObject({ errorClass: 'Throttled', code: 'RequestLimitExceeded', retryAfterMs: 700 });
    expect(liveIds(site)).toHaveLength(0);
    await launch(site);
    expect(liveIds(site)).toHaveLength(1);
  },
  refuse: async () => {
    await broken([{ kind: 'refuse', on: 'RunInstances' }]);
    await expect(launch(site)).rejects.toMatchObject({ errorClass: 'Unavailable', effect: 'none' });
    expect(liveIds(site)).toHaveLength(0);
  },
  reset: async () => {
    await broken([{ kind: 'reset', on: 'RunInstances' }]);
    await expect(launch(site)).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
    expect(liveIds(site)).toHaveLength(0);
  },
  'lose-reply': async () => {
    await broken([{ kind: 'lose-reply', on: 'RunInstances' }]);
    await expect(launch(site, { units: 3 })).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
    expect(liveIds(site)).toHaveLength(3);
  },
  hang: async () => {
    await broken([
      { kind: 'hang', on: 'RunInstances', side: 'before', durationMs: 5_000 },
      { kind: 'hang', on: 'RunInstances', side: 'after', durationMs: 7_000, when: { nth: 2 } },
    ]);
    const start = site.control.now();
    const [first] = (await launch(site)).machines;
    expect(first?.createdAtMs).toBe(start + 5_000);
    const [second] = (await launch(site, { token: 'token-2' })).machines;
    expect(second?.createdAtMs).toBe(start + 5_000);
    expect(site.control.now()).toBe(start + 12_000);
  },
  late: async () => {
    await broken([{ kind: 'late', on: 'RunInstances', delayMs: 600_000, hangMs: 30_000 }]);
    await expect(launch(site, { units: 2 })).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
    site.control.advance(500_000);
    expect(liveIds(site)).toHaveLength(0);
    site.control.advance(100_000);
    expect(site.control.machines().map((machine) => machine.state)).toEqual(['running', 'running']);
    expect(site.control.calls('RunInstances')).toMatchObject([{ outcome: 'ok', effect: 'created', count: 2 }]);
  },
  identity: async () => {
    await broken([]);
    const { machines } = await launch(site);
    site.control.addFault({ kind: 'identity', account: 'somebody-else', when: { times: 'always' } });
    const events = await sweepAll(site);
    expect(pagesOf(events)).toMatchObject([{ identity: { account: 'somebody-else' }, machines: [] }]);
    const inspection = await site.machines.inspect({ machineIds: machines.map((machine) => machine.machineId), ...read() });
    expect(inspection.identity.account).toBe('somebody-else');
    expect(await site.provider.identify(read())).toMatchObject({ account: 'somebody-else', region: 'mock-1' });
  },
  partial: async () => {
    await broken([{ kind: 'partial', give: 2, code: 'InstanceLimitExceeded' }]);
    const result = await launch(site, { units: 5 });
    expect(result.machines).toHaveLength(2);
    expect(result.shortfall).toMatchObject([{ units: 3, reason: 'Quota', code: 'InstanceLimitExceeded' }]);
  },
  'over-deliver': async () => {
    await broken([{ kind: 'over-deliver', extra: 2 }]);
    const result = await launch(site, { units: 3 });
    expect(result.machines).toHaveLength(5);
    expect(result.shortfall).toEqual([]);
  },
  'no-capacity': async () => {
    await broken([{ kind: 'no-capacity', zone: 'mock-1b', when: { times: 'always' } }]);
    const spread = await launch(site, { units: 4 });
    expect(spread.machines.map((machine) => machine.zone ?? '').toSorted()).toEqual(['mock-1a', 'mock-1a', 'mock-1c', 'mock-1c']);
    const there = { options: { zones: ['mock-1b'] }, token: 'token-2' };
    await expect(launch(site, there)).rejects.toMatchObject({ errorClass: 'Capacity', code: 'InsufficientInstanceCapacity' });
  },
  'never-boot': async () => {
    await broken([{ kind: 'never-boot', machines: 1 }]);
    await launch(site, { units: 2 });
    site.control.advance(24 * 3_600_000);
    expect(site.control.machines().map((machine) => machine.state)).toEqual(['pending', 'running']);
  },
  die: async () => {
    await broken([{ kind: 'die', machines: 1, afterMs: 60_000 }]);
    await launch(site, { units: 2 });
    site.control.advance(60_000);
    expect(site.control.machines()).toMatchObject([{ state: 'terminated', endReason: 'Server.InternalError' }, { state: 'running' }]);
  },
  'late-name': async () => {
    await broken([{ kind: 'late-name', delayMs: 30_000 }]);
    const { machines } = await launch(site);
    expect(machines[0]).toMatchObject({ name: undefined, privateIp: undefined });
    site.control.advance(30_000);
    const [page] = pagesOf(await sweepAll(site));
    expect(page?.machines[0]?.name).toMatch(/^mock-10-/);
  },
  'hide-new': async () => {
    await broken([{ kind: 'hide-new', machines: 1, durationMs: 20_000 }]);
    const { machines } = await launch(site, { units: 2 });
    expect(await sweptIds(site)).toHaveLength(1);
    const ids = machines.map((machine) => machine.machineId);
    expect((await site.machines.inspect({ machineIds: ids, ...read() })).notFound).toHaveLength(1);
    site.control.advance(20_000);
    expect((await sweptIds(site)).toSorted()).toEqual(ids.toSorted());
  },
  'strip-tags': async () => {
    await broken([{ kind: 'strip-tags', afterMs: 10_000 }]);
    await launch(site);
    expect(await sweptIds(site)).toHaveLength(1);
    site.control.advance(10_000);
    expect(await sweptIds(site)).toHaveLength(0);
    expect(site.control.machines()).toMatchObject([{ tags: {}, state: 'running' }]);
  },
  'reuse-names': async () => {
    await broken([{ kind: 'reuse-names', when: { nth: 2 } }]);
    const first = await launch(site);
    const second = await launch(site, { token: 'token-2' });
    expect(second.machines[0]?.name).toBe(first.machines[0]?.name);
    expect(second.machines[0]?.privateIp).toBe(first.machines[0]?.privateIp);
  },
  'leave-volumes': async () => {
    await broken([{ kind: 'leave-volumes' }]);
    const { machines } = await launch(site, { options: { volumeSizeGib: 20 } });
    await site.machines.terminate({ ...write(), machineIds: machines.map((machine) => machine.machineId) });
    site.control.advance(10_000);
    expect(site.control.volumes()).toMatchObject([{ state: 'available', machineId: undefined }]);
    const [page] = pagesOf(await sweepAll(site));
    expect(page?.companions).toMatchObject([{ kind: 'volume', machineId: undefined, header: header() }]);
  },
  reclaim: async () => {
    await broken([{ kind: 'reclaim', afterMs: 60_000, graceMs: 120_000, reason: 'maintenance' }]);
    const start = site.control.now();
    await launch(site);
    site.control.advance(60_000);
    const [page] = pagesOf(await sweepAll(site));
    expect(page?.machines[0]).toMatchObject({
      status: { unified: 'running' },
      reclaim: { reason: 'maintenance', noticedAtMs: start + 60_000, deadlineAtMs: start + 180_000 },
    });
    site.control.advance(120_000);
    expect(site.control.machines()).toMatchObject([{ state: 'terminated', endReason: 'Server.Maintenance' }]);
  },
  'copy-machines': async () => {
    await broken([{ kind: 'copy-machines', count: 2 }]);
    const { machines } = await launch(site);
    expect(machines).toHaveLength(1);
    expect(await sweptIds(site)).toHaveLength(3);
  },
  'foreign-machines': async () => {
    await broken([{ kind: 'foreign-machines', count: 2 }]);
    await launch(site);
    expect(site.control.machines()).toHaveLength(3);
    expect(await sweptIds(site)).toHaveLength(1);
  },
  'stale-listing': async () => {
    await broken([{ kind: 'stale-listing', ageMs: 60_000 }]);
    await launch(site);
    site.control.advance(30_000);
    const stale = await sweepAll(site);
    expect(pagesOf(stale)).toMatchObject([{ machines: [], providerTimeMs: site.control.now() }]);
    expect(endOf(stale)?.outcome).toBe('complete');
    expect(await sweptIds(site)).toHaveLength(1);
  },
  'partial-listing': async () => {
    await broken([{ kind: 'partial-listing', zones: ['mock-1b'] }]);
    await launch(site, { units: 3 });
    const events = await sweepAll(site);
    expect(pagesOf(events).flatMap((page) => page.coveredShards)).toEqual(['mock-1', 'mock-1a', 'mock-1c']);
    expect(pagesOf(events).flatMap((page) => page.machines.map((machine) => machine.zone))).toEqual(['mock-1a', 'mock-1c']);
    expect(endOf(events)).toMatchObject({ outcome: 'partial', message: expect.stringContaining('mock-1b') });
  },
  'empty-listing': async () => {
    await broken([{ kind: 'empty-listing' }]);
    await launch(site, { units: 3 });
    const events = await sweepAll(site);
    expect(pagesOf(events)).toMatchObject([{ machines: [], coveredShards: ['mock-1', 'mock-1a', 'mock-1b', 'mock-1c'] }]);
    expect(endOf(events)?.outcome).toBe('complete');
    expect(await sweptIds(site)).toHaveLength(3);
  },
  poison: async () => {
    await broken([]);
    const ids = (await launch(site, { units: 3 })).machines.map((machine) => machine.machineId);
    site.control.addFault({ kind: 'poison', on: 'TerminateInstances', machineId: ids[1] ?? '' });
    const answers = await site.machines.terminate({ ...write(), machineIds: ids });
    expect(Object.fromEntries(answers.map((answer) => [answer.machineId, answer.outcome]))).toEqual({
      [ids[0] ?? '']: 'accepted',
      [ids[1] ?? '']: 'failed',
      [ids[2] ?? '']: 'accepted',
    });
    expect(calls('TerminateInstances')).toBe(2);
  },
  'ignore-terminate': async () => {
    await broken([{ kind: 'ignore-terminate' }]);
    const ids = (await launch(site, { units: 2 })).machines.map((machine) => machine.machineId);
    expect(await site.machines.terminate({ ...write(), machineIds: ids })).toMatchObject([
      { outcome: 'accepted' },
      { outcome: 'accepted' },
    ]);
    site.control.advance(60_000);
    expect(liveIds(site)).toHaveLength(2);
    await site.machines.terminate({ ...write(), machineIds: ids });
    expect(liveIds(site)).toHaveLength(0);
  },
};

it.each(Object.entries(FAULTS))('%s does what its line says', { tags: ['mock.faults', 'simulated'] }, async (_kind, check) => {
  await expect(check()).resolves.toBeUndefined();
});

it('repeats a launch whose reply was lost and finds the machines of the first try', async () => {
  await broken([{ kind: 'lose-reply', on: 'RunInstances', when: { times: 20 } }]);
  const prepared = await prepare(site, { units: 7 });
  for (let tries = 0; tries < 20; tries += 1) {
    await expect(site.machines.launch({ ...write(), prepared, part: 0 })).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
  }
  const result = await site.machines.launch({ ...write(), prepared, part: 0 });
  expect(result.machines.map((machine) => machine.machineId)).toEqual(liveIds(site));
  expect(liveIds(site)).toHaveLength(7);
  expect(calls('RunInstances', 'created')).toBe(1);
  expect(calls('RunInstances', 'replayed')).toBe(20);
});

it('holds what a late call asks for under its token like any other', async () => {
  await broken([{ kind: 'late', on: 'RunInstances', delayMs: 60_000 }]);
  const prepared = await prepare(site);
  await expect(site.machines.launch({ ...write(), prepared, part: 0 })).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
  await site.machines.launch({ ...write(), prepared, part: 0 });
  site.control.advance(60_000);
  expect(liveIds(site)).toHaveLength(1);
  expect(calls('RunInstances', 'replayed')).toBe(1);
});

it('sends nothing when the caller gives up while its call is held before it arrives', async () => {
  await broken([{ kind: 'hang', on: 'RunInstances', side: 'before', durationMs: 5_000 }]);
  const prepared = await prepare(site);
  const caller = new AbortController();
  site.context.onSleep = () => caller.abort();
  const input = write('token-1', { signal: caller.signal });
  await expect(site.machines.launch({ ...input, prepared, part: 0 })).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
  site.control.advance(60_000);
  expect(site.control.machines()).toHaveLength(0);
});

it('takes effect all the same when the caller gives up after its call arrived', async () => {
  await broken([{ kind: 'hang', on: 'RunInstances', side: 'after', durationMs: 5_000 }]);
  const prepared = await prepare(site);
  const caller = new AbortController();
  site.context.onSleep = () => caller.abort();
  const input = write('token-1', { signal: caller.signal });
  await expect(site.machines.launch({ ...input, prepared, part: 0 })).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
  expect(liveIds(site)).toHaveLength(1);
});
