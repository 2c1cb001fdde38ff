import { afterEach, describe, expect, it } from 'vitest';
import { ends, liveIds, Lives } from './harness/lives.js';
import type { Site, SiteOptions } from './harness/site.js';

let lives: Lives;
let site: Site;

async function open(options?: SiteOptions): Promise<void> {
  lives = await Lives.open(options);
  site = lives.site;
}

afterEach(() => lives.close());

/** One machine of a request that has ended, and copies of it that no launch explains, as seen by an engine that runs. */
async function withCopies(
  count: number,
): Promise<{ readonly requestId: string; readonly model: string; readonly copies: readonly string[] }> {
  await open();
  const [requestId] = await lives.first(1);
  const [model] = liveIds(site);
  const copies = Array.from({ length: count }, () => site.cloud.copyMachine(model!));
  site.start();
  await site.until(async () => (await site.queries.machines({ orphan: true })).length === count);
  return { requestId: requestId!, model: model!, copies };
}

describe('orphans that are adopted', { tags: ['recovery.orphans', 'simulated'] }, () => {
  it('are live machines of a request of their own, which is answered as fulfilled', async () => {
    const { requestId, copies } = await withCopies(2);
    const verdicts = await site.commands.adoptOrphans({ machineIds: copies });
    expect(verdicts).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
    const [home, other] = verdicts.map((verdict) => verdict.requestId);
    expect(home).toBe(other);
    expect(home).not.toBe(requestId);
    expect(await site.ended(home!)).toMatchObject({ outcome: 'fulfilled', wantedUnits: 2, template: { templateId: 'small' } });
    expect(await site.machinesOf(requestId)).toHaveLength(1);
    expect(await site.queries.machines({ orphan: true })).toEqual([]);
    expect(await site.eventTypes()).toContain('OrphanAdopted');
  });

  it('are given back as Host Factory orders, and only then', async () => {
    const { model, copies } = await withCopies(1);
    await site.commands.adoptOrphans({ machineIds: 'all' });
    await site.advance(10 * 60_000);
    expect(ends(site)).toBe(0);
    await site.ended(await site.give(copies));
    expect(liveIds(site)).toEqual([model]);
  });

  it('count against the maximum of their template', async () => {
    await open({ template: { maxNumber: 3 } });
    await lives.first(1);
    site.cloud.copyMachine(liveIds(site)[0]!);
    site.start();
    await site.until(async () => (await site.queries.machines({ orphan: true })).length === 1);
    await site.commands.adoptOrphans({ machineIds: 'all' });
    expect(await site.find(await site.request(5))).toMatchObject({ grantedUnits: 1 });
  });

  it('take the request that their tags name where nobody knows it', async () => {
    await open({ settings: { visibilityDelayMs: 90_000, visibilityHorizonMs: 120_000 } });
    await lives.first(1);
    await site.advance(120_000);
    site.cloud.addFault({ kind: 'lose-reply', on: 'RunInstances' });
    const engine = site.start();
    const inTheAir = await site.request(2);
    await site.until(() => site.live().length === 3);
    engine.kill();
    const again = await lives.lost();
    await again.rebuild();
    again.start();
    await again.until(async () => (await again.queries.machines({ orphan: true })).length === 2);
    expect(await again.commands.adoptOrphans({ machineIds: 'all' })).toMatchObject([{ requestId: inTheAir }, { requestId: inTheAir }]);
    expect(await again.ended(inTheAir)).toMatchObject({ outcome: 'fulfilled', wantedUnits: 2 });
  });
});

describe('orphans whose end an operator orders', { tags: ['recovery.orphans', 'simulated'] }, () => {
  it('end through an intent like any other, and through one return request', async () => {
    const { model, copies } = await withCopies(2);
    const verdicts = await site.commands.terminateOrphans({ machineIds: 'all' });
    const [requestId] = verdicts.map((verdict) => verdict.requestId);
    expect(await site.ended(requestId!)).toMatchObject({ outcome: 'fulfilled' });
    expect(liveIds(site)).toEqual([model]);
    const [intent] = await site.intents(requestId!);
    expect(intent).toMatchObject({ operation: 'terminate', settlement: 'answered' });
    expect(intent!.machineIds.toSorted()).toEqual(copies.toSorted());
  });

  it('are ordered once, however often it is asked', async () => {
    const { copies } = await withCopies(1);
    const [first] = await site.commands.terminateOrphans({ machineIds: copies });
    const [second] = await site.commands.terminateOrphans({ machineIds: copies });
    expect(second).toEqual(first);
    await site.ended(first!.requestId!);
    expect(ends(site)).toBe(1);
    expect(await site.commands.terminateOrphans({ machineIds: copies })).toMatchObject([{ outcome: 'gone', requestId: undefined }]);
  });
});

describe.each(['adoptOrphans', 'terminateOrphans'] as const)('%s', { tags: ['recovery.orphans', 'simulated'] }, (command) => {
  it('tells of each machine that is none, and does the others', async () => {
    const { requestId, model, copies } = await withCopies(2);
    site.cloud.kill(copies[1]!);
    await site.until(async () => (await site.queries.machines({ orphan: true, live: false })).length === 1);
    const verdicts = await site.commands[command]({ machineIds: ['i-nobody', model, ...copies] });
    expect(new Map(verdicts.map((verdict) => [verdict.machineId, verdict.outcome]))).toEqual(
      new Map([
        ['i-nobody', 'unknown'],
        [model, 'not-an-orphan'],
        [copies[0], 'done'],
        [copies[1], 'gone'],
      ]),
    );
    expect(verdicts.find((verdict) => verdict.machineId === model)?.message).toContain(requestId);
  });

  it('changes nothing in a dry run', async () => {
    const { copies } = await withCopies(2);
    const before = await site.queries.machines({});
    expect(await site.commands[command]({ machineIds: copies, dryRun: true })).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
    expect(await site.queries.machines({})).toEqual(before);
    expect(await site.queries.requests({})).toHaveLength(1);
  });

  it('looks at one connection only where one is named', async () => {
    const { copies } = await withCopies(1);
    expect(await site.commands[command]({ machineIds: 'all', connection: 'mock-2' })).toEqual([]);
    expect(await site.commands[command]({ machineIds: copies, connection: 'mock-2' })).toMatchObject([{ outcome: 'unknown' }]);
  });

  it('does nothing where there is none', async () => {
    await open();
    await lives.first(1);
    expect(await site.commands[command]({ machineIds: 'all' })).toEqual([]);
  });

  it('refuses on a halted connection, and names what lifts the halt', async () => {
    const { copies } = await withCopies(1);
    site.cloud.addFault({ kind: 'identity', account: 'stranger', when: { times: 'always' } });
    await site.until(async () => (await site.queries.deployment()).halted.length > 0);
    expect(await site.commands[command]({ machineIds: copies })).toMatchObject([
      { outcome: 'halted', message: expect.stringContaining('halted') },
    ]);
    await site.advance(60_000);
    expect(ends(site)).toBe(0);
  });
});
