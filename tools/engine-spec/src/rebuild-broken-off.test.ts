import { afterEach, describe, expect, it } from 'vitest';
import { adoptedIn, created, ends, halts, liveIds, Lives } from './harness/lives.js';
import { ProcessGate } from './harness/process-gate.js';
import type { Site } from './harness/site.js';

let lives: Lives;

/** More than any rebuild of two small connections writes. */
const MOST_WRITES = 60;

afterEach(() => lives.close());

/** Two requests in two clouds, and an old request whose launch is not answered. */
async function twoClouds(): Promise<{ readonly first: string; readonly second: string }> {
  lives = await Lives.open({ second: {} });
  const { site } = lives;
  const engine = site.start();
  const first = await site.request(3);
  const second = await site.request(2, { templateId: 'other' });
  await site.ended(first);
  await site.ended(second);
  await engine.stop();
  return { first, second };
}

/** Runs a rebuild as a process that is killed right after one of its writes. Answers whether it came to its end before. */
async function rebuildUntil(again: Site, lastWrite: number): Promise<boolean> {
  const state = { killed: false, over: false };
  const gate = new ProcessGate((writes) => (state.killed = writes >= lastWrite));
  const end = (): void => void (state.over = true);
  void again.createEngine(gate).rebuild().then(end, end);
  await again.until(() => state.over || state.killed);
  return state.over;
}

describe('a rebuild that is killed', { tags: ['recovery.rebuild.killed', 'simulated'] }, () => {
  it(
    'after any of its writes is finished by the next one, and nothing is launched or ended in between',
    { timeout: 600_000, tags: ['fault.row-20'] },
    async () => {
      const { first, second } = await twoClouds();
      const all = liveIds(lives.site);
      const launches = created(lives.site);
      let finished = false;
      for (let lastWrite = 1; lastWrite <= MOST_WRITES && !finished; lastWrite += 1) {
        const again = await lives.lost();
        finished = await rebuildUntil(again, lastWrite);
        const engine = again.start();
        await again.advance(90_000);
        expect(liveIds(again), `after write ${lastWrite}`).toEqual(all);
        await engine.stop();
        await again.rebuild();
        expect(await halts(again)).toEqual([undefined, undefined]);
        expect(await again.find(first), `after write ${lastWrite}`).toMatchObject({ outcome: 'fulfilled', wantedUnits: 3 });
        expect(await again.find(second)).toMatchObject({ outcome: 'fulfilled', wantedUnits: 2, connection: 'mock-2' });
        expect(await again.machinesOf(first)).toHaveLength(3);
        expect(await again.queries.machines({ orphan: true })).toEqual([]);
        expect(await again.queries.requests({})).toHaveLength(2);
      }
      expect(finished).toBe(true);
      expect([created(lives.site), ends(lives.site)]).toEqual([launches, 0]);
    },
  );

  it('between the launch and the answer of an old request leaves that one as it was', { timeout: 600_000 }, async () => {
    lives = await Lives.open();
    const { site } = lives;
    site.cloud.addFault({ kind: 'hang', on: 'RunInstances', side: 'before', durationMs: 60_000 });
    const engine = site.start();
    const requestId = await site.request(2);
    await site.until(async () => (await site.intents(requestId)).length > 0);
    const backup = site.backup();
    await site.ended(requestId);
    await site.ended(await site.request(1));
    await engine.stop();
    const all = liveIds(site);
    const launches = created(site);
    let finished = false;
    for (let lastWrite = 1; lastWrite <= MOST_WRITES && !finished; lastWrite += 1) {
      const old = await site.restore(backup);
      finished = await rebuildUntil(old, lastWrite);
      await old.rebuild();
      const worker = old.start();
      expect(await old.ended(requestId), `after write ${lastWrite}`).toMatchObject({ outcome: 'fulfilled' });
      expect(liveIds(old)).toEqual(all);
      await worker.stop();
      await old.close();
    }
    expect(finished).toBe(true);
    expect(created(site)).toBe(launches);
    await lives.restored(backup);
  });
});

describe('two rebuilds at once', { tags: ['recovery.rebuild.killed', 'simulated'] }, () => {
  it('come to what one comes to: the second waits, and finds nothing to do', async () => {
    const { first } = await twoClouds();
    const again = await lives.lost();
    const [one, two] = await again.inTime(Promise.all([again.createEngine().rebuild(), again.createEngine().rebuild()]));
    expect(one.needed).toBe(!two.needed);
    expect(adoptedIn(one.needed ? one : two)).toEqual(liveIds(again));
    expect(await again.machinesOf(first)).toHaveLength(3);
    expect((await again.eventTypes()).filter((type) => type === 'StoreRebuilt')).toHaveLength(1);
  });
});

describe('a rebuild that was paused until another process took over', { tags: ['recovery.rebuild.killed', 'simulated'] }, () => {
  it('writes nothing more', async () => {
    await twoClouds();
    const again = await lives.lost();
    const gate = new ProcessGate(async () => (await again.queries.machines({ limit: 1 })).length > 0);
    const late = again
      .createEngine(gate)
      .rebuild()
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    await again.advance(60_000);
    const report = await again.rebuild();
    const before = await again.queries.deployment();
    gate.resume();
    expect(await again.inTime(late)).toMatchObject({ kind: 'busy', message: expect.stringContaining('took over') });
    expect(await again.queries.deployment()).toEqual(before);
    expect(before.deployment.incarnation).toBe(report.incarnation);
  });
});
