import { afterEach, describe, expect, it } from 'vitest';
import { Site, type SiteOptions } from './harness/site.js';

let site: Site;

async function open(options?: SiteOptions): Promise<Site> {
  site = await Site.open(options);
  return site;
}

afterEach(async () => {
  await site.close();
});

/** Times between listings, in whole seconds. */
function gaps(): readonly number[] {
  const times = site.cloud.calls('ListResources').map((call) => call.atMs);
  return times.slice(1).map((time, index) => Math.round((time - times[index]!) / 1_000));
}

describe('Times: sweep every 30 s, every 5 s while something is launching; all configurable', () => {
  it('sweeps every 30 s while machines run undisturbed', { tags: ['engine.sweep.times', 'simulated'] }, async () => {
    await open();
    site.start();
    await site.ended(await site.request(2));
    await site.advance(30_000);
    const before = gaps().length;
    await site.advance(5 * 60_000);
    expect(gaps().slice(before)).toSatisfy((found: readonly number[]) => found.length >= 9 && found.every((gap) => gap === 30));
  });

  it('sweeps every 5 s while something is launching', { tags: ['engine.sweep.times', 'simulated'] }, async () => {
    await open({ settings: { bootTimeMs: 5 * 60_000 } });
    site.start();
    await site.request(2);
    await site.advance(20_000);
    const before = gaps().length;
    await site.advance(60_000);
    expect(gaps().slice(before)).toSatisfy((found: readonly number[]) => found.length >= 11 && found.every((gap) => gap === 5));
  });

  it('sweeps soon after a launch, also where nobody hints at it', async () => {
    await open({ settings: { bootTimeMs: 3_000 } });
    site.cloud.addFault({ kind: 'refuse', on: 'ReceiveEvents', when: { times: 'always' } });
    site.start();
    await site.advance(3_000);
    const requestId = await site.request(2);
    await site.ended(requestId, 12_000);
    expect(site.live()).toHaveLength(2);
  });

  it('does not sweep when nothing is open, and says that it is idle', { tags: ['engine.sweep.times', 'simulated'] }, async () => {
    await open();
    const { engine } = site.start();
    await site.advance(10_000);
    expect(await engine.idle()).toBe(true);
    // What was on its way when it first looked shows by then.
    await site.advance(2 * 60_000);
    const before = site.cloud.calls().length;
    await site.advance(5 * 60_000);
    expect(
      site.cloud
        .calls()
        .slice(before)
        .filter((call) => call.action !== 'ReceiveEvents'),
    ).toEqual([]);
  });

  it('goes by what is configured', { tags: ['engine.sweep.times', 'simulated'] }, async () => {
    await open({ timing: { sweepIntervalMs: 60_000 } });
    site.start();
    await site.ended(await site.request(2));
    await site.advance(60_000);
    const before = gaps().length;
    await site.advance(5 * 60_000);
    expect(gaps().slice(before)).toSatisfy((found: readonly number[]) => found.length >= 4 && found.every((gap) => gap === 60));
  });

  it('lists as often for a hundred open requests as for one', { tags: ['engine.sweep.cost', 'simulated'] }, async () => {
    await open({ settings: { bootTimeMs: 60_000 } });
    site.start();
    for (let index = 0; index < 100; index += 1) await site.request(1);
    await site.until(() => site.live().length === 100);
    const before = gaps().length;
    await site.advance(30_000);
    expect(gaps().length - before).toBeLessThanOrEqual(7);
  });
});

describe('one typed stream of domain events written in the same transaction as the change', () => {
  it('tells a machine’s life in order', { tags: ['engine.events', 'simulated'] }, async () => {
    await open();
    site.start();
    const requestId = await site.request(1);
    await site.ended(requestId);
    await site.ended(await site.give(site.live().map((machine) => machine.id)));
    const types = (await site.eventTypes()).filter((type) => type !== 'SweepEnded' && type !== 'EpochTaken');
    expect(types).toEqual([
      'RequestAccepted',
      'IntentCreated',
      'IntentPrepared',
      'IntentSent',
      'MachineSeen',
      'IntentAnswered',
      'IntentSettled',
      'MachineRunning',
      'RequestEnded',
      'RequestAccepted',
      'IntentCreated',
      'IntentSent',
      'IntentAnswered',
      'IntentSettled',
      'MachineGone',
      'RequestEnded',
    ]);
  });

  it('is linked by hash, in order, within a second', { tags: ['engine.events.chain', 'simulated'] }, async () => {
    await open();
    site.start();
    await site.request(1);
    await site.advance(1_000);
    await site.advance(60_000);
    const events = await site.queries.events({ after: 0, limit: 1_000 });
    expect(events.length).toBeGreaterThan(8);
    expect(events.map((event) => event.position)).toEqual(events.map((_, index) => index + 1));
    expect(events.every((event) => event.hash !== undefined)).toBe(true);
    expect(new Set(events.map((event) => event.hash)).size).toBe(events.length);
    await site.commands.requestMachines({ callId: 'late', templateId: 'no-such', units: 1 });
    await site.advance(1_000);
    expect((await site.queries.events({ after: events.length, limit: 10 })).every((event) => event.hash !== undefined)).toBe(true);
  });
});

describe('a cloud’s announcement that it takes a machine back', () => {
  it('is seen within 10 s and kept as an absolute deadline', { tags: ['engine.reclaim', 'fault.row-14', 'simulated'] }, async () => {
    await open();
    site.start();
    await site.ended(await site.request(2));
    await site.advance(30_000);
    const id = site.live()[0]!.id;
    site.cloud.reclaim(id, { graceMs: 120_000 });
    const endsAtMs = site.clock.now() + 120_000;
    await site.until(async () => (await site.queries.reclaimable({})).machines.length > 0, 10_000);
    const [first] = (await site.queries.reclaimable({})).machines;
    expect(first).toMatchObject({ machineId: id, reason: 'spot', deadlineAtMs: endsAtMs });
    await site.advance(20_000);
    expect((await site.queries.reclaimable({ machines: [{ machineId: id }] })).machines).toEqual([first]);
  });
});

describe('run, until it is told to end', () => {
  it('waits for what it was sending, and for no listing', async () => {
    await open();
    const running = site.start();
    await site.advance(3_000);
    site.cloud.addFault({ kind: 'hang', on: 'ListResources', side: 'before', durationMs: 3_600_000, when: { times: 'always' } });
    await site.request(1);
    await site.advance(35_000);
    const before = site.clock.monotonic();
    await running.stop();
    expect(site.clock.monotonic() - before).toBeLessThan(10_000);
    expect((await site.queries.connections())[0]?.state.holder).toBeUndefined();
  });
});

describe('drive, for callers that work in their own process', () => {
  it('stops as soon as the condition holds, and leaves the lease free for the next', async () => {
    await open();
    const requestId = await site.request(2);
    const first = site.createEngine();
    const end = site.inTime(first.drive({ deadlineMs: 60_000, until: async () => (await site.machinesOf(requestId)).length > 0 }));
    expect(await end).toBe('reached');
    expect((await site.queries.connections())[0]?.state.holder).toBeUndefined();
    const startedAtMs = site.clock.monotonic();
    const second = site.createEngine();
    expect(
      await site.inTime(second.drive({ deadlineMs: 120_000, until: async () => (await site.find(requestId)).state === 'ended' })),
    ).toBe('reached');
    expect(site.clock.monotonic() - startedAtMs).toBeLessThan(30_000);
    await first.dispose();
    await second.dispose();
  });

  it('ends idle when nothing is open', async () => {
    await open();
    const engine = site.createEngine();
    expect(await site.inTime(engine.drive({ deadlineMs: 60_000 }))).toBe('idle');
    expect(site.clock.monotonic()).toBeLessThan(10_000);
    await engine.dispose();
  });

  it('ends at its deadline though the cloud hangs', async () => {
    await open();
    site.cloud.addFault({ kind: 'hang', on: 'ListResources', side: 'before', durationMs: 3_600_000, when: { times: 'always' } });
    await site.request(1);
    const engine = site.createEngine();
    expect(await site.inTime(engine.drive({ deadlineMs: 4_000 }))).toBe('deadline');
    expect(site.clock.monotonic()).toBeLessThanOrEqual(5_000);
    expect((await site.queries.connections())[0]?.state.holder).toBeUndefined();
  });
});
