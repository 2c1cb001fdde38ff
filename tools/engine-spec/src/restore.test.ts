import { afterEach, describe, expect, it } from 'vitest';
import { Lives, adoptedIn, created, ends, halts, liveIds } from './harness/lives.js';
import type { Site, SiteOptions } from './harness/site.js';

let lives: Lives;
let site: Site;

async function open(options?: SiteOptions): Promise<void> {
  lives = await Lives.open(options);
  site = lives.site;
}

afterEach(() => lives.close());

async function haltsAt(of: Site, position: number): Promise<void> {
  await of.until(async () => (await halts(of))[position] === 'store-is-old');
}

describe(
  'a restored store is old wherever its lost life went on',
  { tags: ['recovery.rebuild.old-backup', 'fault.row-33', 'simulated'] },
  () => {
    it('although it launched as often elsewhere before that connection could be looked at', async () => {
      await open({ second: {} });
      await lives.first(1);
      const backup = site.backup();
      const first = site.start();
      const lost = await site.request(2, { templateId: 'other' });
      await site.ended(lost);
      await first.stop();
      const old = await lives.broughtBack(backup);
      const fault = old.cloud.addFault(
        { kind: 'error', on: 'ListResources', code: 'UnauthorizedOperation', when: { times: 'always' } },
        { account: 'second-account' },
      );
      const engine = old.start();
      await old.ended(await old.request(1));
      await old.ended(await old.request(1));
      const waiting = await old.request(1, { templateId: 'other' });
      old.cloud.removeFault(fault);
      await haltsAt(old, 1);
      await engine.stop();
      const launches = created(old);
      const all = liveIds(old);
      const report = await old.rebuild();
      expect(report).toMatchObject({ needed: true, requests: 1, connections: [{ wasOld: false }, { wasOld: true }] });
      expect(adoptedIn(report)).toHaveLength(2);
      expect(await old.find(lost)).toMatchObject({ outcome: 'fulfilled', wantedUnits: 2 });
      old.start();
      expect(await old.ended(waiting)).toMatchObject({ outcome: 'fulfilled' });
      expect(liveIds(old)).toHaveLength(all.length + 1);
      expect(created(old)).toBe(launches + 1);
      expect(await old.queries.machines({ orphan: true })).toEqual([]);
      expect(ends(old)).toBe(0);
    });

    it('although its cloud shows new machines late, and it has launched as often by then', async () => {
      await open({ settings: { visibilityDelayMs: 20_000, visibilityHorizonMs: 60_000 } });
      await lives.first(1);
      await site.advance(60_000);
      const backup = site.backup();
      const first = site.start();
      const lost = await site.request(2);
      await site.until(() => site.live().length === 3);
      await first.stop();
      const old = await lives.broughtBack(backup);
      const engine = old.start();
      await old.request(3);
      await haltsAt(old, 0);
      await old.advance(60_000);
      await engine.stop();
      const all = liveIds(old);
      expect(await old.rebuild()).toMatchObject({ needed: true });
      expect(await old.machinesOf(lost)).toHaveLength(2);
      old.start();
      await old.advance(10 * 60_000);
      expect(await halts(old)).toEqual([undefined]);
      expect(liveIds(old)).toEqual(all);
      expect(await old.queries.machines({ orphan: true })).toEqual([]);
      expect(ends(old)).toBe(0);
    });

    it('each time it is restored, also after a rebuild', async () => {
      await open();
      const [early] = await lives.first(1);
      const backup = site.backup();
      const [late] = await lives.first(2);
      const second = await lives.broughtBack(backup);
      await second.rebuild();
      const engine = second.start();
      const after = await second.request(1);
      await second.ended(after);
      await engine.stop();
      const third = await lives.broughtBack(backup);
      const all = liveIds(third);
      expect(adoptedIn(await third.rebuild())).toHaveLength(3);
      for (const requestId of [early, late, after]) expect(await third.find(requestId!)).toMatchObject({ outcome: 'fulfilled' });
      third.start();
      await third.ended(await third.request(1));
      expect(await halts(third)).toEqual([undefined]);
      expect(liveIds(third)).toEqual(expect.arrayContaining([...all]));
      expect(ends(third)).toBe(0);
    });
  },
);

describe('a store restored from a backup of its last state', { tags: ['recovery.restore', 'simulated'] }, () => {
  it('goes on at once, knows its machines, and can be restored again', async () => {
    await open();
    await lives.first(1, 2);
    const all = liveIds(site);
    let now = site;
    for (let count = 0; count < 2; count += 1) {
      now = await lives.broughtBack(now.backup());
      expect(await now.rebuild()).toMatchObject({ needed: false });
    }
    now.start();
    const requestId = await now.request(1);
    await now.ended(requestId);
    expect(liveIds(now)).toEqual(expect.arrayContaining([...all]));
    await now.ended(await now.give(liveIds(now)));
    expect([now.live(), await halts(now)]).toEqual([[], [undefined]]);
  });

  it('completes a launch whose answer it does not know without making it twice', async () => {
    await open();
    site.cloud.addFault({ kind: 'lose-reply', on: 'RunInstances' });
    const engine = site.start();
    const requestId = await site.request(2);
    await site.until(() => site.live().length === 2);
    engine.kill();
    const again = await lives.broughtBack(site.backup());
    again.start();
    expect(await again.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect([again.live().length, created(again), await halts(again)]).toEqual([2, 1, [undefined]]);
  });
});
