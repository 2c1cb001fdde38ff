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

const created = (): number => site.launches().filter((call) => call.effect === 'created').length;
const tokens = (): ReadonlySet<string | undefined> => new Set(site.launches().map((call) => call.token));

describe('An intent without result: sweep by intent tag', () => {
  it(
    'adopts what a lost answer made, and launches nothing more',
    { tags: ['engine.recovery.lost-answer', 'fault.row-06', 'simulated'] },
    async () => {
      await open();
      site.cloud.addFault({ kind: 'lose-reply', on: 'RunInstances' });
      site.start();
      const requestId = await site.request(3);
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      expect(site.live()).toHaveLength(3);
      expect(site.launches()).toHaveLength(1);
      expect(await site.eventTypes()).toContain('MachineSeen');
    },
  );

  it('adopts what a process that was killed had sent', { tags: ['engine.recovery.killed', 'fault.row-03', 'simulated'] }, async () => {
    await open();
    site.cloud.addFault({ kind: 'hang', on: 'RunInstances', side: 'after', durationMs: 3_600_000 });
    const first = site.start();
    const requestId = await site.request(3);
    await site.until(() => site.live().length === 3);
    first.kill();
    site.start();
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(created()).toBe(1);
    expect(site.live()).toHaveLength(3);
  });
});

describe('if nothing is seen and replayHorizonMs, the request’s deadline and its wish still allow, re-issue the same token and document', () => {
  it.each([1, 2, 5, 20])(
    'makes one set when %i answers in a row are lost and nothing can be seen yet',
    { tags: ['engine.recovery.lost-answer', 'fault.row-06', 'simulated'] },
    async (lost) => {
      await open({ settings: { visibilityDelayMs: 10 * 60_000 } });
      site.cloud.addFault({ kind: 'lose-reply', on: 'RunInstances', when: { times: lost } });
      site.start();
      const requestId = await site.request(3);
      await site.ended(requestId, 40 * 60_000);
      expect(tokens().size).toBe(1);
      expect(created()).toBe(1);
      expect(site.live()).toHaveLength(3);
    },
  );

  it(
    'sends the same bytes though the image, and so the template’s meaning, changed meanwhile',
    { tags: ['engine.requests.frozen-template', 'fault.row-39', 'simulated'] },
    async () => {
      await open();
      const frozen = site.cloud.publishImage('drifting');
      await site.close();
      await open({ options: { imageId: 'drifting' } });
      site.cloud.publishImage('drifting');
      site.cloud.addFault({ kind: 'reset', on: 'RunInstances', when: { times: 2 } });
      site.start();
      const requestId = await site.request(2);
      await site.until(() => site.launches().length === 1);
      site.cloud.publishImage('drifting');
      await site.ended(requestId);
      expect(tokens().size).toBe(1);
      expect(site.live().map((machine) => machine.imageId)).toEqual([frozen, frozen]);
    },
  );

  it('does not re-issue once the request is cancelled', async () => {
    await open();
    site.cloud.addFault({ kind: 'reset', on: 'RunInstances', when: { times: 'always' } });
    site.start();
    const requestId = await site.request(2);
    await site.until(() => site.launches().length === 1);
    await site.commands.cancelRequest({ requestId });
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'cancelled' });
    expect(site.launches()).toHaveLength(1);
  });
});

describe('else only observe and return late arrivals', () => {
  it(
    'does not re-issue a token that the cloud may have forgotten: it observes, then begins a new generation',
    { tags: ['engine.recovery.late-arrivals', 'fault.row-38', 'simulated'] },
    async () => {
      await open({ settings: { replayHorizonMs: 20_000 }, options: { zones: ['mock-1a', 'mock-1b'] } });
      site.cloud.addFault({ kind: 'hang', on: 'RunInstances', side: 'before', durationMs: 3_600_000 });
      const first = site.start();
      const requestId = await site.request(2);
      await site.until(() => site.launches().length === 1);
      first.kill();
      await site.advance(60_000);
      site.start();
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      const [old, next] = await site.intents(requestId);
      expect(old).toMatchObject({ settlement: 'observed', acceptedUnits: 0, generation: 1 });
      expect(next).toMatchObject({ settlement: 'answered', generation: 2 });
      expect(site.launches().filter((call) => call.token === old?.token)).toHaveLength(1);
      expect(site.live()).toHaveLength(2);
    },
  );

  it(
    'does not re-issue a token that the cloud may have forgotten by the time the call arrives',
    { tags: ['engine.recovery.late-arrivals', 'fault.row-38', 'simulated'] },
    async () => {
      await open({ settings: { replayHorizonMs: 60_000 }, options: { zones: ['mock-1a', 'mock-1b'] } });
      site.cloud.addFault({ kind: 'hang', on: 'RunInstances', side: 'before', durationMs: 3_600_000 });
      const first = site.start();
      const requestId = await site.request(2);
      await site.until(() => site.launches().length === 1);
      first.kill();
      await site.advance(35_000);
      site.start();
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      const [old] = await site.intents(requestId);
      expect(old).toMatchObject({ settlement: 'observed' });
      expect(site.launches().filter((call) => call.token === old?.token)).toHaveLength(1);
    },
  );

  it(
    'returns machines that a request delivered by the network much later makes',
    { tags: ['engine.recovery.late-arrivals', 'fault.row-31', 'simulated'] },
    async () => {
      await open({ options: { zones: ['mock-1a', 'mock-1b'] } });
      site.cloud.addFault({ kind: 'late', on: 'RunInstances', delayMs: 12 * 60_000 });
      site.cloud.addFault({ kind: 'reset', on: 'RunInstances', when: { nth: 2, forMs: 5 * 60_000, zone: 'mock-1a' } });
      site.start();
      const requestId = await site.request(2);
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      const kept = site.live().map((machine) => machine.id);
      expect(kept).toHaveLength(2);
      await site.until(() => site.live().length > 2, 20 * 60_000);
      await site.until(() => site.live().length === 2, 90_000);
      expect(site.live().map((machine) => machine.id)).toEqual(kept);
      const surplus = (await site.machinesOf(requestId)).filter((machine) => machine.surplus !== undefined);
      expect(surplus.map((machine) => machine.surplus)).toEqual(['superseded', 'superseded']);
      expect(await site.find(requestId)).toMatchObject({ outcome: 'fulfilled' });
    },
  );
});

describe('a process killed after any of its writes', () => {
  it.each(Array.from({ length: 24 }, (_, index) => index + 1))(
    'loses and doubles nothing: write %i',
    { tags: ['engine.recovery.killed', 'fault.row-02', 'simulated'] },
    async (kills) => {
      await open({ seed: kills });
      const first = site.start((writes) => writes === kills);
      const requestId = await site.request(3);
      await site.advance(20_000);
      first.kill();
      site.start();
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      expect(created()).toBe(1);
      expect(site.live()).toHaveLength(3);
      const returned = await site.give(site.live().map((machine) => machine.id));
      await site.ended(returned);
      expect(site.live()).toEqual([]);
    },
  );
});

describe('several processes, each of which is killed before it sends', () => {
  it(
    'are followed by one that does, however many sweeps of theirs showed nothing',
    { tags: ['engine.recovery.killed', 'fault.row-02', 'simulated'] },
    async () => {
      await open();
      const first = site.start(async () => (await site.eventTypes()).includes('IntentSent'));
      const requestId = await site.request(2);
      await site.until(async () => (await site.eventTypes()).includes('IntentSent'));
      first.kill();
      await site.advance(60_000);
      for (let killed = 0; killed < 3; killed += 1) {
        const before = await sweeps();
        const next = site.start(async () => (await sweeps()) > before);
        await site.until(async () => (await sweeps()) > before);
        next.kill();
        await site.advance(60_000);
      }
      expect((await site.intents(requestId))[0]?.quietSweeps).toBeGreaterThanOrEqual(2);
      site.start();
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      expect(site.launches()).toHaveLength(1);
      expect(site.live()).toHaveLength(2);
    },
  );

  async function sweeps(): Promise<number> {
    return (await site.queries.connections())[0]?.state.sweeps ?? 0;
  }
});

describe('two engines on one store', () => {
  it('are one effective writer', { tags: ['engine.one-writer', 'fault.row-09', 'simulated'] }, async () => {
    await open();
    site.start();
    site.start();
    const requests = [await site.request(2), await site.request(3)];
    for (const requestId of requests) expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(site.live()).toHaveLength(5);
    expect(created()).toBe(2);
  });

  it(
    'a holder that was paused right before it sent sends nothing when another one has taken over',
    { tags: ['engine.one-writer', 'fault.row-09', 'fault.row-30', 'simulated'] },
    async () => {
      await open();
      const paused = site.start(async () => (await site.eventTypes()).includes('IntentSent'));
      const requestId = await site.request(3);
      await site.advance(60_000);
      expect(site.launches()).toEqual([]);
      site.start();
      await site.ended(requestId);
      paused.resume();
      await site.advance(120_000);
      expect(created()).toBe(1);
      expect(site.live()).toHaveLength(3);
    },
  );

  it(
    'a holder that lost a connection before it looked at what was new looks again when it gets it back',
    { tags: ['engine.one-writer', 'fault.row-09', 'simulated'] },
    async () => {
      await open();
      let freezes = false;
      const first = site.start(() => freezes);
      await site.advance(60_000);
      freezes = true;
      const requestId = await site.request(1);
      await site.advance(60_000);
      // The second one is paused for ever as soon as it wrote down that it sends.
      const second = site.start(async () => (await site.eventTypes()).includes('IntentSent'));
      await site.advance(120_000);
      first.resume();
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      second.resume();
    },
  );

  it(
    'a holder whose call was under way when it was paused makes no second generation count',
    { tags: ['engine.one-writer', 'fault.row-30', 'simulated'] },
    async () => {
      await open({ options: { zones: ['mock-1a', 'mock-1b'] } });
      site.cloud.addFault({ kind: 'late', on: 'RunInstances', delayMs: 5 * 60_000, hangMs: 5 * 60_000 });
      const paused = site.start();
      const requestId = await site.request(2);
      await site.until(() => site.launches().length > 0);
      paused.pause();
      site.start();
      await site.advance(10 * 60_000);
      paused.resume();
      await site.advance(2 * 60_000);
      expect(await site.find(requestId)).toMatchObject({ outcome: 'fulfilled' });
      expect(site.live()).toHaveLength(2);
    },
  );

  it('raises the epoch with each change of holder', { tags: ['engine.one-writer', 'fault.row-09', 'simulated'] }, async () => {
    await open();
    const first = site.start();
    await site.advance(2_000);
    await first.stop();
    site.start();
    await site.advance(2_000);
    expect(await site.queries.connections()).toMatchObject([{ state: { epoch: 2 } }]);
  });
});
