import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { Site, type SiteOptions } from './harness/site.js';

let site: Site;
const more: (() => Promise<void>)[] = [];

async function open(options?: SiteOptions): Promise<Site> {
  site = await Site.open(options);
  return site;
}

afterEach(async () => {
  for (const close of more.splice(0)) await close();
  await site.close();
});

async function running(units: number): Promise<readonly string[]> {
  const engine = site.start();
  await site.ended(await site.request(units));
  await engine.stop();
  return site.live().map((machine) => machine.id);
}

async function halted(of: Site): Promise<string | undefined> {
  return (await of.queries.connections())[0]?.state.halt?.kind;
}

describe('A sweep that shows an unknown incarnation or a higher sequence than ours means our store is old', () => {
  it(
    'a store restored from an older copy kills nothing, launches nothing and gives up nothing',
    { tags: ['engine.deployment.old-store', 'fault.row-33', 'simulated'] },
    async () => {
      await open();
      const early = await running(1);
      const backup = site.backup();
      const all = await running(3);
      const restored = await site.restore(backup);
      more.push(async () => {
        await restored.close();
        rmSync(backup, { force: true });
      });
      restored.start();
      const requestId = await restored.request(1);
      const returned = await restored.give(early);
      await restored.advance(20 * 60_000);
      expect(await halted(restored)).toBe('store-is-old');
      expect(restored.live().map((machine) => machine.id)).toEqual(all);
      expect(await restored.find(requestId)).toMatchObject({ state: 'open' });
      expect(await restored.find(returned)).toMatchObject({ state: 'open' });
      expect(await restored.queries.reclaimable({})).toEqual({ unknownConnections: ['mock-1'], machines: [] });
    },
  );

  it(
    'stays old when the machines that told it are gone',
    { tags: ['engine.deployment.old-store', 'fault.row-33', 'simulated'] },
    async () => {
      await open();
      const backup = site.backup();
      const all = await running(2);
      const restored = await site.restore(backup);
      more.push(async () => {
        await restored.close();
        rmSync(backup, { force: true });
      });
      restored.start();
      await restored.advance(60_000);
      for (const id of all) site.cloud.kill(id);
      await restored.request(1);
      await restored.advance(120_000);
      expect(await halted(restored)).toBe('store-is-old');
      expect(restored.live()).toEqual([]);
    },
  );

  it(
    'an emptied store of the same deployment touches nothing',
    { tags: ['engine.deployment.old-store', 'fault.row-33', 'simulated'] },
    async () => {
      await open();
      const all = await running(2);
      const { deploymentId } = await site.store.read((tx) => tx.deployment());
      const emptied = await site.emptied(deploymentId);
      more.push(() => emptied.close());
      emptied.start();
      await emptied.request(1);
      await emptied.advance(120_000);
      expect(await halted(emptied)).toBe('store-is-old');
      expect(emptied.live().map((machine) => machine.id)).toEqual(all);
    },
  );

  it(
    'an emptied store looks again and again until a first listing was answered, though nothing is open in it',
    { tags: ['engine.deployment.old-store', 'fault.row-20', 'simulated'] },
    async () => {
      await open();
      await running(2);
      const { deploymentId } = await site.store.read((tx) => tx.deployment());
      const emptied = await site.emptied(deploymentId);
      more.push(() => emptied.close());
      emptied.cloud.setCredentials('mock-account', 'revoked');
      emptied.start();
      await emptied.advance(60_000);
      expect(await halted(emptied)).toBeUndefined();
      emptied.cloud.setCredentials('mock-account', undefined);
      await emptied.advance(30 * 60_000);
      expect(await halted(emptied)).toBe('store-is-old');
    },
  );

  it(
    'an emptied store whose first listings lag behind looks until one shows what ran before, though nothing is open in it',
    { tags: ['engine.deployment.old-store', 'fault.row-15', 'fault.row-20', 'simulated'] },
    async () => {
      const horizonMs = 60_000;
      await open({ settings: { visibilityHorizonMs: horizonMs } });
      await running(2);
      const { deploymentId } = await site.store.read((tx) => tx.deployment());
      const emptied = await site.emptied(deploymentId);
      more.push(() => emptied.close());
      emptied.cloud.addFault({ kind: 'stale-listing', ageMs: horizonMs, when: { times: 'always', forMs: horizonMs } });
      emptied.start();
      await emptied.advance(horizonMs - 1_000);
      expect(await halted(emptied)).toBeUndefined();
      await emptied.advance(5 * 60_000);
      expect(await halted(emptied)).toBe('store-is-old');
    },
  );
});

describe('A new store’s first sweep reports the other deployments of ours that it sees', () => {
  it('and works beside them', { tags: ['engine.deployment.neighbours', 'simulated'] }, async () => {
    await open();
    const theirs = await running(2);
    const { deploymentId } = await site.store.read((tx) => tx.deployment());
    const other = await site.emptied();
    more.push(() => other.close());
    other.start();
    const requestId = await other.request(1);
    await other.ended(requestId);
    expect((await other.queries.connections())[0]?.state).toMatchObject({ otherDeployments: [deploymentId], orphans: 0 });
    await other.ended(await other.give((await other.machinesOf(requestId)).map((machine) => machine.machineId)));
    expect(other.live().map((machine) => machine.id)).toEqual(theirs);
  });
});

describe('Machines of unknown intents are reported, never terminated, until … Host Factory orders their return', () => {
  it(
    'reports copies of our tags and leaves them alone',
    { tags: ['engine.deployment.orphans-untouched', 'fault.row-34', 'simulated'] },
    async () => {
      await open();
      site.start();
      await site.ended(await site.request(2));
      const copy = site.cloud.copyMachine(site.live()[0]!.id);
      await site.advance(10 * 60_000);
      expect(site.live().map((machine) => machine.id)).toContain(copy);
      expect((await site.queries.connections())[0]?.state.orphans).toBe(1);
      expect(await site.queries.machines({ orphan: true })).toMatchObject([{ machineId: copy }]);
      expect(await site.eventTypes()).toContain('OrphanSeen');
      expect((await site.queries.reclaimable({})).machines).toEqual([]);
    },
  );

  it('ends one that Host Factory returns', { tags: ['engine.deployment.orphans-untouched', 'simulated'] }, async () => {
    await open();
    site.start();
    await site.ended(await site.request(1));
    const copy = site.cloud.copyMachine(site.live()[0]!.id);
    await site.until(async () => (await site.queries.machines({ orphan: true })).length === 1);
    expect(await site.ended(await site.give([copy]))).toMatchObject({ outcome: 'fulfilled' });
    expect(site.live()).toHaveLength(1);
  });
});

describe('Untagged machines are never touched', () => {
  it('fails the return of a stranger by name, and that entry alone', { tags: ['engine.deployment.strangers', 'simulated'] }, async () => {
    await open();
    site.cloud.addFault({ kind: 'foreign-machines', count: 1 });
    site.start();
    const acquired = await site.request(1);
    await site.ended(acquired);
    const ours = (await site.machinesOf(acquired)).map((machine) => machine.machineId);
    const stranger = site.live().find((machine) => !ours.includes(machine.id))!;
    const returned = await site.ended(await site.give([stranger.id, ...ours]));
    expect(returned).toMatchObject({ outcome: 'partial', targets: [{ state: 'failed' }, { state: 'done' }] });
    expect(site.live().map((machine) => machine.id)).toEqual([stranger.id]);
  });
});

describe('unknown machine ids', () => {
  it(
    'are all looked for, however many there are, and done when no cloud knows them',
    { tags: ['engine.returns.unknown-machines', 'simulated'] },
    async () => {
      await open();
      site.start();
      const ids = Array.from({ length: 2_500 }, (_, index) => `i-unknown-${index}`);
      expect(await site.ended(await site.give(ids))).toMatchObject({ outcome: 'fulfilled' });
    },
  );

  it('stay open while the cloud cannot be asked', { tags: ['engine.returns.unknown-machines', 'simulated'] }, async () => {
    await open();
    site.start();
    await site.advance(5_000);
    site.cloud.addFault({ kind: 'refuse', on: '*', when: { times: 'always' } });
    const requestId = await site.give(['i-unknown']);
    await site.advance(10 * 60_000);
    expect(await site.find(requestId)).toMatchObject({ state: 'open' });
    site.cloud.clearFaults();
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
  });

  it(
    'are ended when a store that lost them is told to, by our tag',
    { tags: ['engine.returns.unknown-machines', 'simulated'] },
    async () => {
      await open();
      site.cloud.addFault({ kind: 'hide-new', on: 'RunInstances', durationMs: 1 });
      site.start();
      await site.ended(await site.request(1));
      const copy = site.cloud.copyMachine(site.live()[0]!.id);
      expect(await site.ended(await site.give([copy]))).toMatchObject({ outcome: 'fulfilled' });
      expect(site.live()).toHaveLength(1);
    },
  );
});

describe('a name alone', () => {
  it('returns the machine that bears it', async () => {
    await open();
    site.start();
    await site.ended(await site.request(2));
    const [first, second] = site.live();
    const { requestId } = await site.commands.returnMachines({ callId: 'by-name', machines: [{ name: first!.name }] });
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(site.live().map((machine) => machine.id)).toEqual([second!.id]);
  });

  it(
    'fails where two live machines bear it, and touches neither',
    { tags: ['engine.returns.ambiguous-name', 'fault.row-37', 'simulated'] },
    async () => {
      await open();
      site.start();
      await site.ended(await site.request(1));
      site.cloud.addFault({ kind: 'reuse-names' });
      await site.ended(await site.request(1));
      const [first, second] = site.live();
      expect(second!.name).toBe(first!.name);
      const { requestId } = await site.commands.returnMachines({ callId: 'by-name', machines: [{ name: first!.name }] });
      expect(await site.find(requestId)).toMatchObject({ state: 'ended', outcome: 'failed' });
      await site.advance(60_000);
      expect(site.live()).toHaveLength(2);
    },
  );

  it('that nobody bears is done once a complete listing has shown so', async () => {
    await open();
    site.start();
    const { requestId } = await site.commands.returnMachines({ callId: 'by-name', machines: [{ name: 'no-such-host' }] });
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
  });
});

describe('another identity than the recorded one is failed', () => {
  it(
    'halts while the cloud answers as somebody else, and goes on by itself afterwards',
    { tags: ['engine.deployment.wrong-account', 'fault.row-35', 'simulated'] },
    async () => {
      await open();
      site.start();
      await site.ended(await site.request(2));
      const fault = site.cloud.addFault({ kind: 'identity', account: 'stranger', when: { times: 'always' } });
      await site.until(async () => (await halted(site)) === 'identity-changed');
      const requestId = await site.request(1);
      await site.advance(120_000);
      expect(await site.queries.machines({ live: true })).toHaveLength(2);
      expect(site.launches()).toHaveLength(1);
      site.cloud.removeFault(fault);
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      expect(await halted(site)).toBeUndefined();
    },
  );

  it(
    'becomes the recorded one after ten minutes, where nothing was ever done under that',
    { tags: ['engine.deployment.wrong-account', 'simulated'] },
    async () => {
      await open();
      const fault = site.cloud.addFault({ kind: 'identity', account: 'stranger', when: { times: 'always' } });
      const mistaken = site.start();
      const account = async (): Promise<string | undefined> => (await site.queries.connections())[0]?.state.identity?.account;
      await site.until(async () => (await account()) === 'stranger');
      await mistaken.stop();
      site.cloud.removeFault(fault);
      const requestId = await site.request(1);
      site.start();
      await site.advance(9 * 60_000);
      expect([await halted(site), await account()]).toEqual(['identity-changed', 'stranger']);
      expect(site.launches()).toEqual([]);
      expect(await site.ended(requestId, 3 * 60_000)).toMatchObject({ outcome: 'fulfilled' });
      expect([await halted(site), await account()]).toEqual([undefined, site.live()[0]?.account]);
    },
  );

  it(
    'never becomes the recorded one by itself, once a machine was launched under that',
    { tags: ['engine.deployment.wrong-account', 'simulated'] },
    async () => {
      await open();
      const first = site.start();
      await site.ended(await site.request(1));
      await site.ended(await site.give(site.live().map(({ id }) => id)));
      await first.stop();
      site.cloud.addFault({ kind: 'identity', account: 'stranger', when: { times: 'always' } });
      await site.request(1);
      site.start();
      await site.advance(20 * 60_000);
      expect(await halted(site)).toBe('identity-changed');
      expect(site.launches()).toHaveLength(1);
    },
  );
});

describe('Intents are archived 7 days after their last machine ended', () => {
  it('and are still found by who asks', { tags: ['engine.history', 'simulated'] }, async () => {
    await open({ timing: { sweepIntervalMs: 600_000 } });
    site.start();
    const requestId = await site.request(1);
    await site.ended(requestId);
    await site.ended(await site.give(site.live().map((machine) => machine.id)));
    site.jump(8 * 86_400_000);
    await site.advance(11 * 60_000);
    expect(await site.queries.machines({ archived: false })).toEqual([]);
    expect(await site.find(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(await site.queries.machines({})).toHaveLength(1);
  });
});
