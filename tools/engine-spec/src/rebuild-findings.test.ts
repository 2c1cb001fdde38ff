import { DEFAULT_TIMING, type Machine } from '@hostwright/core';
import { afterEach, describe, expect, it } from 'vitest';
import { Lives, adoptedIn, created, ends, halts, ids, liveIds } from './harness/lives.js';
import type { Site, SiteOptions } from './harness/site.js';

let lives: Lives;
let site: Site;

async function open(options?: SiteOptions): Promise<void> {
  lives = await Lives.open(options);
  site = lives.site;
}

afterEach(() => lives.close());

describe('machines in the air when the store was lost', { tags: ['recovery.rebuild.leaves-alone', 'simulated'] }, () => {
  it('are reported when they appear after the rebuild, and never ended', async () => {
    await open({ settings: { visibilityDelayMs: 90_000, visibilityHorizonMs: 120_000 } });
    await launchInTheAir();
    const again = await lives.lost();
    const report = await again.rebuild();
    expect(report.needed).toBe(true);
    again.start();
    await again.advance(30 * 60_000);
    expect(again.live()).toHaveLength(3);
    expect(ends(again)).toBe(0);
    const orphans = await again.queries.machines({ orphan: true });
    expect(ids([...orphans, ...(await again.queries.machines({ orphan: false }))])).toEqual(liveIds(again));
    expect(orphans).toHaveLength(2);
  });

  /** One machine that is seen, and a launch of two whose answer is lost and which no listing shows yet. */
  async function launchInTheAir(): Promise<void> {
    await lives.first(1);
    await site.advance(120_000);
    site.cloud.addFault({ kind: 'lose-reply', on: 'RunInstances' });
    const engine = site.start();
    await site.request(2);
    await site.until(() => site.live().length === 3);
    engine.kill();
  }

  it.each(['machines', 'fleet', 'refilling-group'] as const)(
    'of a launch as %s that is seen in part are reported, too',
    async (launchAs) => {
      await open({ options: { launchAs }, settings: { visibilityHorizonMs: 120_000 } });
      site.cloud.addFault({ kind: 'hide-new', machines: 1, durationMs: 90_000 });
      const engine = site.start();
      const requestId = await site.request(3);
      await site.until(() => site.live().length === 3);
      engine.kill();
      const again = await lives.lost();
      expect(adoptedIn(await again.rebuild())).toHaveLength(2);
      again.start();
      await again.until(async () => (await again.queries.machines({ orphan: true })).length === 1);
      await again.advance(30 * 60_000);
      expect(again.live()).toHaveLength(3);
      expect(ends(again)).toBe(0);
      expect(await again.find(requestId)).toMatchObject({ outcome: 'fulfilled', wantedUnits: 2 });
    },
  );

  it('that have not booted yet are waited for under their request', async () => {
    await open({ settings: { bootTimeMs: 5 * 60_000 } });
    const engine = site.start();
    const requestId = await site.request(2);
    await site.until(() => site.live().length === 2);
    engine.kill();
    const again = await lives.lost();
    await again.rebuild();
    expect(await again.find(requestId)).toMatchObject({ state: 'open', wantedUnits: 2 });
    again.start();
    expect(await again.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(created(again)).toBe(1);
  });
});

describe('what stands in no state of use', { tags: ['recovery.rebuild.leaves-alone', 'simulated'] }, () => {
  it('keeps a stopped machine, however old it is', async () => {
    await open();
    const [requestId] = await lives.first(1);
    await site.advance(60 * 60_000);
    site.cloud.stop(liveIds(site)[0]!);
    const again = await lives.lost();
    await again.rebuild();
    again.start();
    await again.advance(60_000);
    expect(again.live()).toMatchObject([{ state: 'stopped' }]);
    expect(await again.find(requestId!)).toMatchObject({ outcome: 'fulfilled' });
  });

  it('tells Host Factory of one that the cloud takes back', async () => {
    await open();
    await lives.first(1);
    const [machineId] = liveIds(site);
    site.cloud.reclaim(machineId!, { graceMs: 3_600_000 });
    const again = await lives.lost();
    await again.rebuild();
    again.start();
    await again.advance(60_000);
    expect((await again.queries.reclaimable({})).machines).toMatchObject([{ machineId }]);
  });

  it('waits for one that has not booted for as long as if it had just been launched', async () => {
    await open();
    site.cloud.addFault({ kind: 'never-boot' });
    const engine = site.start();
    const requestId = await site.request(1);
    await site.until(() => site.live().length === 1);
    engine.kill();
    await site.advance(60 * 60_000);
    const again = await lives.lost();
    await again.rebuild();
    again.start();
    await again.advance(DEFAULT_TIMING.bootTimeoutMs - 60_000);
    expect(again.live()).toHaveLength(1);
    expect(await again.ended(requestId)).toMatchObject({ outcome: 'failed' });
  });

  it('does not count a machine that is ending for its request, nor end it again', async () => {
    await open({ settings: { terminateTimeMs: 120_000 } });
    const [requestId] = await lives.first(2);
    const engine = site.start();
    await site.give([liveIds(site)[0]!]);
    await site.until(() => site.cloud.machines().some((machine) => machine.state === 'shutting-down'));
    engine.kill();
    const before = ends(site);
    const again = await lives.lost();
    await again.rebuild();
    again.start();
    expect(await again.ended(requestId!)).toMatchObject({ outcome: 'fulfilled', wantedUnits: 1 });
    await again.until(() => again.live().length === 1);
    expect(ends(again)).toBe(before);
    expect((await again.queries.reclaimable({})).machines).toEqual([]);
  });
});

describe('what is not ours to adopt', { tags: ['recovery.rebuild.leaves-alone', 'simulated'] }, () => {
  it('lists other deployments, and leaves their machines alone', async () => {
    await open();
    await lives.first(2);
    const foreign = (await site.queries.deployment()).deployment.deploymentId;
    const theirs = liveIds(site);
    const mine = await lives.emptied();
    const engine = mine.start();
    await mine.ended(await mine.request(1));
    await engine.stop();
    const { deploymentId } = (await mine.queries.deployment()).deployment;
    const again = await mine.emptied(deploymentId);
    const report = await again.rebuild();
    expect(report.connections[0]).toMatchObject({ otherDeployments: [{ deploymentId: foreign, machines: 2 }] });
    expect(adoptedIn(report)).toHaveLength(1);
    again.start();
    await again.ended(await again.give(adoptedIn(report)));
    expect(liveIds(again)).toEqual(theirs);
  });

  it('leaves a machine alone whose tags are incomplete or strange, and names it', async () => {
    await open();
    await lives.first(1);
    const [model] = site.live();
    const strange = site.cloud.copyMachine(model!.id);
    site.cloud.setTag(strange, 'hostwright-sequence', 'seven');
    const nameless = site.cloud.copyMachine(model!.id);
    site.cloud.setTag(nameless, 'hostwright-request', undefined);
    const again = await lives.lost();
    const report = await again.rebuild();
    expect(report.connections[0]?.unreadableMachines.toSorted()).toEqual([strange, nameless].toSorted());
    expect(adoptedIn(report)).toEqual([model!.id]);
    again.start();
    await again.advance(5 * 60_000);
    expect(again.live()).toHaveLength(3);
  });

  it('reports what another cluster with the same deployment id launches later', { tags: ['fault.row-34'] }, async () => {
    await open();
    await lives.first(1);
    const again = await lives.lost();
    await again.rebuild();
    const ours = again.start();
    const theirs = site.start();
    await site.ended(await site.give([liveIds(site)[0]!]));
    const other = await site.request(2);
    await site.until(async () => (await site.find(other)).state === 'ended' || (await halts(site))[0] !== undefined);
    await again.advance(10 * 60_000);
    await theirs.stop();
    await ours.stop();
    const known: readonly Machine[] = await again.queries.machines({ live: true });
    expect(ids(known)).toEqual(liveIds(again));
    expect(known.every((machine) => machine.orphan)).toBe(true);
  });

  it('puts machines of a request that was answered already under one of their own', async () => {
    await open();
    const [requestId] = await lives.first(1);
    const backup = site.backup();
    const copy = site.cloud.copyMachine(site.live()[0]!.id);
    await lives.first(1);
    const old = await lives.restored(backup);
    const report = await old.rebuild();
    const home = report.connections[0]?.adopted.find((machine) => machine.machineId === copy)?.requestId;
    expect(home).not.toBe(requestId);
    expect(await old.machinesOf(requestId!)).toHaveLength(1);
    expect(ids(await old.machinesOf(home!))).toEqual([copy]);
  });
});

describe('groups', { tags: ['recovery.rebuild.leaves-alone', 'simulated'] }, () => {
  it.each(['fleet', 'refilling-group'] as const)(
    'a %s is not refilled as its machines are returned, and goes with the last',
    { tags: ['fault.row-36'] },
    async (launchAs) => {
      await open({ options: { launchAs } });
      const [requestId] = await lives.first(3);
      const all = liveIds(site);
      const again = await lives.lost();
      const report = await again.rebuild();
      expect(adoptedIn(report)).toEqual(all);
      again.start();
      await again.advance(60_000);
      await again.ended(await again.give(all.slice(0, 1)));
      await again.advance(5 * 60_000);
      expect(liveIds(again)).toEqual(all.slice(1));
      await again.ended(await again.give(all.slice(1)));
      await again.until(() => again.cloud.groups().every((group) => group.state === 'deleted'));
      expect(again.live()).toEqual([]);
      expect(await again.find(requestId!)).toMatchObject({ outcome: 'fulfilled' });
    },
  );

  it('without a machine that lives are named and left alone: some may still come', async () => {
    await open({ options: { launchAs: 'fleet' } });
    await lives.first(1, 1);
    const [idle, used] = site.cloud.groups();
    site.cloud.kill(site.live().find((machine) => machine.groupId === idle!.id)!.id);
    const again = await lives.lost();
    expect((await again.rebuild()).connections).toMatchObject([{ idleGroups: [idle!.id] }]);
    again.start();
    await again.advance(10 * 60_000);
    expect(again.cloud.groups()).toMatchObject([
      { id: idle!.id, state: 'active' },
      { id: used!.id, state: 'active' },
    ]);
  });
});
