import { HEADER_KEYS } from '@hostwright/core/provider';
import type { FaultInput } from '@hostwright/provider-mock';
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

const HORIZON_MS = 60_000;
/** A cloud whose listings may lag, so that absence is no proof by itself. */
const LAGGING: SiteOptions = {
  settings: { visibilityHorizonMs: HORIZON_MS, zones: ['mock-1a', 'mock-1b'] },
  options: { zones: ['mock-1a'] },
};

async function running(units: number): Promise<readonly string[]> {
  site.start();
  await site.ended(await site.request(units));
  return site.live().map((machine) => machine.id);
}

async function gone(): Promise<readonly string[]> {
  return (await site.queries.machines({ live: false })).map((machine) => machine.machineId);
}

describe('Gone means: an explicit terminal state from the cloud', () => {
  it('is seen within one sweep and told once', { tags: ['engine.gone.seen', 'fault.row-28', 'simulated'] }, async () => {
    await open(LAGGING);
    const [first] = await running(2);
    site.cloud.kill(first!, 'Server.SpotInstanceTermination');
    await site.advance(35_000);
    expect(await gone()).toEqual([first]);
    await site.advance(120_000);
    expect((await site.eventTypes()).filter((type) => type === 'MachineGone')).toHaveLength(1);
    expect((await site.queries.reclaimable({})).machines).toMatchObject([{ machineId: first }]);
  });

  it(
    'is seen of a machine that somebody took one of our tags off, as long as another one lets listings show it',
    { tags: ['engine.gone.seen', 'fault.row-28', 'fault.row-35', 'simulated'] },
    async () => {
      await open(LAGGING);
      const [first] = await running(2);
      site.cloud.setTag(first!, HEADER_KEYS.intentId, undefined);
      await site.advance(2 * HORIZON_MS);
      expect(await gone()).toEqual([]);
      site.cloud.kill(first!, 'Server.SpotInstanceTermination');
      await site.advance(35_000);
      expect(await gone()).toEqual([first]);
    },
  );
});

describe('or absent from two sweeps covering its shard plus an inspect', { tags: ['engine.gone.never-guessed', 'simulated'] }, () => {
  it('gives up a machine that vanished without a word', { tags: ['engine.gone.never-guessed', 'simulated'] }, async () => {
    await open(LAGGING);
    const [first] = await running(2);
    await site.advance(2 * HORIZON_MS);
    site.cloud.vanish(first!);
    await site.until(async () => (await gone()).length > 0, 120_000);
    expect(await gone()).toEqual([first]);
  });

  it.each<[string, FaultInput]>([
    ['listings that fail', { kind: 'refuse', on: 'ListResources', when: { times: 'always' } }],
    ['listings that leave its zone out', { kind: 'partial-listing', zones: ['mock-1a'], when: { times: 'always' } }],
    ['listings that show nothing while an inspection shows it', { kind: 'empty-listing', when: { times: 'always' } }],
    ['listings from before its creation', { kind: 'stale-listing', ageMs: 3_600_000, when: { times: 'always' } }],
    ['listings under another account', { kind: 'identity', on: 'ListResources', account: 'stranger', when: { times: 'always' } }],
  ])('never believes %s', { tags: ['fault.row-15', 'fault.row-16', 'fault.row-35'] }, async (_case, fault) => {
    await open(LAGGING);
    const ids = await running(2);
    await site.advance(2 * HORIZON_MS);
    site.cloud.addFault(fault);
    await site.advance(10 * 60_000);
    expect(await gone()).toEqual([]);
    expect(site.live().map((machine) => machine.id)).toEqual(ids);
    expect((await site.queries.reclaimable({})).machines).toEqual([]);
  });
});

describe('all later than the kind’s visibility horizon after its creation', () => {
  it(
    'takes no absence for a proof right after the creation',
    { tags: ['engine.gone.never-guessed', 'fault.row-15', 'simulated'] },
    async () => {
      await open(LAGGING);
      site.cloud.addFault({ kind: 'hide-new', durationMs: HORIZON_MS - 5_000 });
      site.start();
      const requestId = await site.request(2);
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      expect(await gone()).toEqual([]);
      expect(site.live()).toHaveLength(2);
    },
  );

  it('0 makes NotFound of the exact uid terminal, however many are gone', async () => {
    await open();
    const ids = await running(20);
    for (const id of ids) site.cloud.vanish(id);
    await site.advance(90_000);
    expect(await gone()).toHaveLength(20);
  });
});

describe('If more than 10 machines and 20 % vanish without a terminal state, hold the verdict and raise the alarm', () => {
  it(
    'holds, reports nobody, and lets go when they show again',
    { tags: ['engine.gone.mass-vanish', 'fault.row-16', 'fault.row-35', 'simulated'] },
    async () => {
      await open(LAGGING);
      const ids = await running(30);
      await site.advance(2 * HORIZON_MS);
      const fault = site.cloud.addFault({ kind: 'empty-listing', when: { times: 'always' } });
      const deaf = site.cloud.addFault({
        kind: 'error',
        on: 'DescribeInstances',
        code: 'InvalidInstanceID.NotFound',
        when: { times: 'always' },
      });
      await site.advance(5 * 60_000);
      expect(await gone()).toEqual([]);
      expect(await site.queries.connections()).toMatchObject([{ state: { vanishHeldMachines: 30 } }]);
      expect(await site.eventTypes()).toContain('VanishHeld');
      expect(await site.queries.reclaimable({})).toEqual({ unknownConnections: ['mock-1'], machines: [] });
      site.cloud.removeFault(fault);
      site.cloud.removeFault(deaf);
      await site.advance(60_000);
      expect(await site.eventTypes()).toContain('VanishReleased');
      expect(site.live().map((machine) => machine.id)).toEqual(ids);
    },
  );

  it('gives them up when an operator says so', { tags: ['engine.gone.mass-vanish', 'simulated'] }, async () => {
    await open(LAGGING);
    const ids = await running(30);
    await site.advance(2 * HORIZON_MS);
    for (const id of ids.slice(0, 15)) site.cloud.vanish(id);
    await site.advance(3 * 60_000);
    expect(await gone()).toEqual([]);
    expect(await site.commands.releaseVanished({ connection: 'mock-1' })).toBe(15);
    expect(await gone()).toEqual(ids.slice(0, 15).toSorted());
    expect(await site.commands.releaseVanished({ connection: 'mock-1' })).toBe(0);
  });

  it('machines whose termination we ordered do not count', { tags: ['engine.gone.mass-vanish', 'simulated'] }, async () => {
    await open({ ...LAGGING, settings: { ...LAGGING.settings, terminatedListedMs: 0 } });
    const ids = await running(30);
    await site.advance(2 * HORIZON_MS);
    expect(await site.ended(await site.give(ids))).toMatchObject({ outcome: 'fulfilled' });
    expect(await site.eventTypes()).not.toContain('VanishHeld');
  });
});

describe('a machine that was given up and shows again', () => {
  it('is ended: nobody has it any more', { tags: ['engine.gone.returns', 'simulated'] }, async () => {
    await open(LAGGING);
    const [first, second] = await running(2);
    await site.advance(2 * HORIZON_MS);
    const fault = site.cloud.addFault({ kind: 'poison', machineId: first!, on: 'DescribeInstances', code: 'InvalidInstanceID.NotFound' });
    const empty = site.cloud.addFault({ kind: 'empty-listing', when: { times: 'always' } });
    await site.until(async () => (await gone()).length > 0, 5 * 60_000);
    site.cloud.removeFault(fault);
    site.cloud.removeFault(empty);
    await site.until(() => site.live().length === 1, 90_000);
    expect(site.live().map((machine) => machine.id)).toEqual([second]);
  });
});

describe('a return completes by the gone rule alone', () => {
  it(
    'does not take "not found" right after the creation for an end',
    { tags: ['engine.returns.gone-rule', 'fault.row-15', 'simulated'] },
    async () => {
      await open(LAGGING);
      site.cloud.addFault({ kind: 'hide-new', durationMs: 50_000 });
      site.start();
      const acquired = await site.request(1);
      await site.until(() => site.live().length === 1);
      const requestId = await site.give([site.live()[0]!.id]);
      await site.advance(20_000);
      expect(await site.find(requestId)).toMatchObject({ state: 'open' });
      await site.ended(requestId);
      expect(site.live()).toEqual([]);
      await site.ended(acquired);
    },
  );
});
