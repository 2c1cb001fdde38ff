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

describe('a lost store is rebuilt from the tags in the cloud', { tags: ['recovery.rebuild', 'simulated'] }, () => {
  it('knows every machine again under the id of its request, and goes on', { tags: ['fault.row-20'] }, async () => {
    await open();
    const [first, second] = await lives.first(2, 3);
    const all = liveIds(site);
    const again = await lives.lost();
    const engine = again.start();
    await again.until(async () => (await halts(again))[0] === 'store-is-old');
    await engine.stop();
    const report = await again.rebuild();
    expect(report).toMatchObject({ needed: true, requests: 2, connections: [{ connection: 'mock-1', wasOld: true, knownMachines: 0 }] });
    expect(adoptedIn(report)).toEqual(all);
    expect(await halts(again)).toEqual([undefined]);
    expect(await again.find(first!)).toMatchObject({
      state: 'ended',
      outcome: 'fulfilled',
      wantedUnits: 2,
      template: { templateId: 'small' },
    });
    expect(await again.machinesOf(second!)).toHaveLength(3);
    again.start();
    const requestId = await again.request(1);
    expect(await again.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(liveIds(again)).toHaveLength(all.length + 1);
    expect(created(again)).toBe(3);
    expect(ends(again)).toBe(0);
  });

  it('gives back what Host Factory returns then, by id and by name', async () => {
    await open();
    await lives.first(2);
    const [byId, byName] = site.live();
    const again = await lives.lost();
    await again.rebuild();
    again.start();
    const machines = [{ machineId: byId!.id }, { name: byName!.name }];
    const { requestId } = await again.commands.returnMachines({ callId: 'return-both', machines });
    expect(await again.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(again.live()).toEqual([]);
  });

  it('counts the machines against the maximum of their template', async () => {
    await open({ template: { maxNumber: 3 } });
    await lives.first(2);
    const again = await lives.lost();
    await again.rebuild();
    again.start();
    const requestId = await again.request(5);
    await again.ended(requestId);
    expect(await again.find(requestId)).toMatchObject({ grantedUnits: 1 });
  });

  it('tells of the new life in the audit log', async () => {
    await open();
    await lives.first(1);
    const again = await lives.lost();
    const before = await again.queries.deployment();
    const report = await again.rebuild();
    const after = await again.queries.deployment();
    expect(after.deployment.incarnation).toBe(report.incarnation);
    expect(after.deployment.knownIncarnations).toEqual(expect.arrayContaining([before.deployment.incarnation, report.incarnation]));
    expect(after.halted).toEqual([]);
    expect(await again.eventTypes()).toEqual(expect.arrayContaining(['OrphanAdopted', 'MachineRunning', 'StoreRebuilt']));
  });

  it('takes each lease under an epoch of its own', async () => {
    await open();
    await lives.first(1);
    const again = await lives.lost();
    const engine = again.start();
    await again.until(async () => (await halts(again))[0] !== undefined);
    await engine.stop();
    const epochOf = async (): Promise<number> => (await again.queries.connections())[0]!.state.epoch;
    const before = await epochOf();
    await again.rebuild();
    expect(await epochOf()).toBe(before + 1);
    expect((await again.queries.connections())[0]!.state.holder).toBeUndefined();
  });

  it('works on what was asked for while it was halted', async () => {
    await open();
    await lives.first(1);
    const again = await lives.lost();
    const engine = again.start();
    const requestId = await again.request(2);
    await again.until(async () => (await halts(again))[0] !== undefined);
    await engine.stop();
    await again.rebuild();
    again.start();
    expect(await again.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(again.live()).toHaveLength(3);
  });
});

describe('a store restored from an old backup', { tags: ['recovery.rebuild.old-backup', 'simulated'] }, () => {
  it('is brought up to date, and launches nothing twice', { tags: ['fault.row-33'] }, async () => {
    await open();
    const [early] = await lives.first(1);
    const backup = site.backup();
    const [late] = await lives.first(2);
    const all = liveIds(site);
    const launches = created(site);
    const old = await lives.restored(backup);
    const engine = old.start();
    await old.until(async () => (await halts(old))[0] === 'store-is-old');
    await engine.stop();
    const { deployment } = await old.queries.deployment();
    expect(await old.rebuild()).toMatchObject({ needed: true, requests: 1, connections: [{ knownMachines: 1, missingMachines: 0 }] });
    old.start();
    await old.advance(5 * 60_000);
    expect(await halts(old)).toEqual([undefined]);
    expect(liveIds(old)).toEqual(all);
    expect(created(old)).toBe(launches);
    expect(await old.machinesOf(early!)).toHaveLength(1);
    expect(await old.find(late!)).toMatchObject({ outcome: 'fulfilled' });
    expect((await old.queries.deployment()).deployment.lastSequence).toBeGreaterThan(deployment.lastSequence);
  });

  it.each([0, 1, 2])(
    'does not launch again for a request that was open in it, %i of whose machines were given back since',
    { tags: ['fault.row-33'] },
    async (count) => {
      await open();
      site.cloud.addFault({ kind: 'hang', on: 'RunInstances', side: 'before', durationMs: 60_000 });
      const engine = site.start();
      const requestId = await site.request(2);
      await site.until(async () => (await site.intents(requestId)).length > 0);
      const backup = site.backup();
      await site.ended(requestId);
      if (count > 0) await site.ended(await site.give(liveIds(site).slice(0, count)));
      await site.ended(await site.request(1));
      await engine.stop();
      const all = liveIds(site);
      const launches = site.launches().length;
      const old = await lives.restored(backup);
      await old.rebuild();
      old.start();
      expect(await old.ended(requestId)).toMatchObject({ outcome: (['fulfilled', 'partial', 'failed'] as const)[count], wantedUnits: 2 });
      await old.advance(10 * 60_000);
      expect(liveIds(old)).toEqual(all);
      expect(old.launches()).toHaveLength(launches);
    },
  );

  it('does not cancel a request that was asked about since', async () => {
    await open();
    const engine = site.start();
    const requestId = await site.request(2, { pollWithinMs: 60_000 });
    await site.until(async () => (await site.machinesOf(requestId)).length === 2);
    const backup = site.backup();
    await site.commands.markPolled({ requestIds: [requestId] });
    await site.ended(requestId);
    await site.ended(await site.request(1));
    await engine.stop();
    await site.advance(10 * 60_000);
    const all = liveIds(site);
    const old = await lives.restored(backup);
    await old.rebuild();
    old.start();
    expect(await old.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    await old.advance(5 * 60_000);
    expect(liveIds(old)).toEqual(all);
  });

  it('gives up machines that ended meanwhile by the ordinary rule', async () => {
    await open();
    await lives.first(1);
    const backup = site.backup();
    await lives.first(1);
    const [first] = site.live();
    site.cloud.vanish(first!.id);
    const old = await lives.restored(backup);
    expect(await old.rebuild()).toMatchObject({ connections: [{ knownMachines: 0, missingMachines: 1 }] });
    expect(await old.queries.machines({ machineIds: [first!.id] })).toMatchObject([{ goneAtMs: undefined }]);
    old.start();
    await old.until(async () => (await old.queries.machines({ machineIds: [first!.id] }))[0]?.goneAtMs !== undefined);
  });
});

describe('a rebuild is refused, and changes nothing,', { tags: ['recovery.rebuild.refused', 'simulated'] }, () => {
  it.each([
    ['AuthFailure', 'Credentials', 'Give it valid credentials'],
    ['UnauthorizedOperation', 'PermissionDenied', 'Allow its credentials to list machines'],
    ['ServiceUnavailable', 'Unavailable', 'Try again when it can be listed'],
  ] as const)('when the cloud answers %s', async (code, errorClass, remedy) => {
    await open();
    await lives.first(2);
    const again = await lives.lost();
    again.cloud.addFault({ kind: 'error', on: 'ListResources', code, when: { times: 'always' } });
    const before = await again.queries.deployment();
    await expect(again.rebuild()).rejects.toMatchObject({
      errorClass,
      message: expect.stringMatching(new RegExp(`^connection 'mock-1'.*${errorClass}.*${remedy}`)),
    });
    expect(await again.queries.deployment()).toEqual(before);
    expect(await again.queries.machines({})).toEqual([]);
    again.cloud.clearFaults();
    expect(await again.rebuild()).toMatchObject({ needed: true, requests: 1 });
  });

  it('when a part of the cloud cannot be listed', async () => {
    await open({ settings: { zones: ['mock-1a', 'mock-1b'] } });
    await lives.first(2);
    const again = await lives.lost();
    again.cloud.addFault({ kind: 'partial-listing', zones: ['mock-1b'], when: { times: 'always' } });
    await expect(again.rebuild()).rejects.toMatchObject({ errorClass: 'Unavailable', message: expect.stringContaining('mock-1b') });
    expect(await again.queries.machines({})).toEqual([]);
  });

  it('when the cloud answers as somebody else', async () => {
    await open();
    await lives.first(1);
    const backup = site.backup();
    const old = await lives.restored(backup);
    old.cloud.addFault({ kind: 'identity', account: 'stranger', when: { times: 'always' } });
    await expect(old.rebuild()).rejects.toMatchObject({ errorClass: 'Credentials', message: expect.stringContaining('stranger') });
  });

  it('while an engine is at work', async () => {
    await open();
    await lives.first(1);
    const again = await lives.lost();
    again.start();
    await again.until(async () => (await halts(again))[0] !== undefined);
    await again.request(1);
    await expect(again.rebuild()).rejects.toMatchObject({ kind: 'busy', message: expect.stringContaining("'mock-1'") });
    expect(await halts(again)).toEqual(['store-is-old']);
  });

  it('when it would leave out a connection that does not exist, or all', async () => {
    await open();
    await expect(site.rebuild({ without: ['mock-3'] })).rejects.toMatchObject({
      code: 'InvalidCall',
      message: expect.stringContaining('mock-1'),
    });
    await expect(site.rebuild({ without: ['mock-1'] })).rejects.toMatchObject({ code: 'InvalidCall' });
  });
});

describe('a connection that is left out', { tags: ['recovery.rebuild.refused', 'simulated'] }, () => {
  async function loseBoth(): Promise<Site> {
    await open({ second: {} });
    const engine = site.start();
    await site.ended(await site.request(1));
    await site.ended(await site.request(1, { templateId: 'other' }));
    await engine.stop();
    return lives.lost();
  }

  it('stays halted, and nothing happens there until a rebuild covers it', async () => {
    const again = await loseBoth();
    const all = liveIds(again);
    again.cloud.addFault(
      { kind: 'error', on: 'ListResources', code: 'UnauthorizedOperation', when: { times: 'always' } },
      { account: 'second-account' },
    );
    await expect(again.rebuild()).rejects.toMatchObject({ message: expect.stringContaining("'mock-2'") });
    expect(await again.rebuild({ without: ['mock-2'] })).toMatchObject({
      connections: [
        { connection: 'mock-1', wasOld: true },
        { connection: 'mock-2', leftOut: true },
      ],
    });
    again.cloud.clearFaults();
    const engine = again.start();
    const waiting = await again.request(1, { templateId: 'other' });
    await again.ended(await again.request(1));
    await again.advance(5 * 60_000);
    expect(await halts(again)).toEqual([undefined, 'store-is-old']);
    expect(await again.find(waiting)).toMatchObject({ state: 'open' });
    expect(liveIds(again)).toHaveLength(all.length + 1);
    await engine.stop();
    expect(await again.rebuild()).toMatchObject({ needed: true, connections: [{ wasOld: false }, { wasOld: true }] });
    again.start();
    expect(await again.ended(waiting)).toMatchObject({ outcome: 'fulfilled' });
    expect(ends(again)).toBe(0);
  });
});

describe('a life that is known from outside', { tags: ['recovery.rebuild', 'simulated'] }, () => {
  it('is remembered after a rebuild although no machine of it is left', async () => {
    await open();
    const { deployment } = await site.queries.deployment();
    const again = await lives.lost();
    expect(await again.rebuild()).toMatchObject({ needed: false });
    expect(await again.rebuild({ lostIncarnation: deployment.incarnation })).toMatchObject({ needed: true });
    expect((await again.queries.deployment()).deployment.knownIncarnations).toContain(deployment.incarnation);
    expect(await again.rebuild({ lostIncarnation: deployment.incarnation })).toMatchObject({ needed: false });
  });
});

describe('when nothing is wrong', { tags: ['recovery.rebuild', 'simulated'] }, () => {
  it('says so, and changes nothing', async () => {
    await open();
    await lives.first(2);
    const before = await site.queries.deployment();
    expect(await site.rebuild()).toMatchObject({ needed: false, incarnation: before.deployment.incarnation, requests: 0 });
    expect(await site.queries.deployment()).toEqual(before);
    expect(await site.eventTypes()).not.toContain('StoreRebuilt');
  });

  it('leaves orphans to the operator', async () => {
    await open();
    await lives.first(1);
    const engine = site.start();
    site.cloud.copyMachine(site.live()[0]!.id);
    await site.until(async () => (await site.queries.machines({ orphan: true })).length === 1);
    await engine.stop();
    expect(await site.rebuild()).toMatchObject({ needed: false });
    expect(await site.queries.machines({ orphan: true })).toHaveLength(1);
  });
});

describe('a dry run', { tags: ['recovery.rebuild', 'simulated'] }, () => {
  it('tells what would be done, and does nothing', async () => {
    await open();
    await lives.first(2);
    const again = await lives.lost();
    const before = await again.queries.deployment();
    const report = await again.rebuild({ dryRun: true });
    expect(report).toMatchObject({ needed: true, requests: 1, incarnation: before.deployment.incarnation });
    expect(adoptedIn(report)).toEqual(liveIds(again));
    expect(await again.queries.deployment()).toEqual(before);
    expect(await again.queries.machines({})).toEqual([]);
    expect(await again.queries.connections()).toEqual([]);
  });
});
