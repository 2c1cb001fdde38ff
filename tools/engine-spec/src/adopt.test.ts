import { HEADER_KEYS } from '@hostwright/core/provider';
import type { AdoptionReceipt, AdoptMachines, ForeignRequest } from '@hostwright/core';
import { afterEach, describe, expect, it } from 'vitest';
import { ends, liveIds, Lives } from './harness/lives.js';
import type { Site, SiteOptions } from './harness/site.js';

let lives: Lives;
let site: Site;
afterEach(() => lives.close());

const ABSENT = 'i-00000000000000000';

/** Another host factory's machines, without a tag of ours, and a site that knows nothing of them. */
async function foreign(units: number, options?: SiteOptions): Promise<readonly string[]> {
  lives = await Lives.open(options);
  await lives.first(units);
  await lives.site.advance(60_000);
  const ids = liveIds(lives.site);
  for (const id of ids) lives.site.cloud.stripTags(id);
  site = await lives.emptied();
  return ids;
}

function written(changes: Partial<ForeignRequest> = {}): ForeignRequest {
  const tags = [{ key: 'RC_ACCOUNT', value: 'team' }];
  return { requestId: 'r-0123456789abcdef0', templateId: 'small', createdAtMs: 0, tags, machineIds: [], groupRef: undefined, ...changes };
}

function adopt(requests: readonly ForeignRequest[], returns: AdoptMachines['returns'] = []): Promise<readonly AdoptionReceipt[]> {
  return site.commands.adoptMachines({ connection: 'mock-1', requests, returns });
}

async function view(requestId: string) {
  const [found] = await site.queries.adoptions({ requestIds: [requestId] });
  return found;
}

async function done(requestId: string) {
  await site.until(async () => (await view(requestId))?.pending === false);
  return view(requestId);
}

describe('machines of another host factory', { tags: ['aws.adopt', 'simulated'] }, () => {
  it('are live machines of the request by whose id Host Factory knows them', async () => {
    const machineIds = await foreign(3);
    const request = written({ machineIds });
    expect(await adopt([request])).toMatchObject([{ outcome: 'accepted', requestId: request.requestId }]);
    site.start();
    expect((await done(request.requestId))?.adopted.toSorted()).toEqual(machineIds.toSorted());
    expect(await site.ended(request.requestId)).toMatchObject({ outcome: 'fulfilled', wantedUnits: 3, tags: request.tags });
    const machines = await site.machinesOf(request.requestId);
    expect(
      machines.every(({ deliveredAtMs, orphan, templateId }) => deliveredAtMs !== undefined && !orphan && templateId === 'small'),
    ).toBe(true);
    const { deploymentId } = (await site.queries.deployment()).deployment;
    const tagged = site.live().map(({ tags }) => [tags[HEADER_KEYS.deploymentId], tags[HEADER_KEYS.requestId], tags['RC_ACCOUNT']]);
    expect(new Set(tagged.map((one) => one.join(' ')))).toEqual(new Set([`${deploymentId} ${request.requestId} team`]));
    expect(site.launches()).toHaveLength(1);
  });

  it('are watched and given back as our own', async () => {
    const machineIds = await foreign(3);
    const request = written({ machineIds });
    await adopt([request]);
    site.start();
    await done(request.requestId);
    site.cloud.kill(machineIds[0]!);
    await site.until(async () => (await site.queries.machines({ live: true })).length === 2);
    await site.advance(20 * 60_000);
    expect(ends(site)).toBe(0);
    await site.ended(await site.give(machineIds));
    expect(liveIds(site)).toEqual([]);
  });

  it('are not touched twice by the same order, and grow by what is new in it', async () => {
    const machineIds = await foreign(3);
    const first = written({ machineIds: machineIds.slice(0, 2) });
    await adopt([first]);
    site.start();
    await site.ended(first.requestId);
    expect(await adopt([first])).toMatchObject([{ outcome: 'repeated', requestId: first.requestId }]);
    const [more] = await adopt([written({ machineIds })]);
    expect(more).toMatchObject({ outcome: 'accepted' });
    expect(more?.requestId).not.toBe(first.requestId);
    await site.ended(more!.requestId);
    expect(await adopt([written({ machineIds })])).toMatchObject([{ outcome: 'repeated' }]);
    expect(await site.queries.machines({ live: true })).toHaveLength(3);
    expect(site.cloud.calls('CreateTags').map(({ count }) => count)).toEqual([2, 1]);
  });

  it('that do not exist, have ended, or belong to another deployment are refused by name, and the others go on', async () => {
    const [a, b, c, d] = (await foreign(4)) as [string, string, string, string];
    site.cloud.kill(b);
    site.cloud.setTag(c, HEADER_KEYS.deploymentId, 'f0'.repeat(16));
    site.cloud.addFault({ kind: 'poison', on: 'CreateTags', machineId: d });
    const request = written({ machineIds: [a, b, c, d, ABSENT] });
    await adopt([request]);
    site.start();
    const seen = await done(request.requestId);
    expect(seen?.adopted).toEqual([a]);
    expect(Object.fromEntries(seen!.refused.map(({ machineId, refusal }) => [machineId, refusal]))).toEqual({
      [b]: 'ended',
      [c]: 'foreign',
      [d]: 'failed',
      [ABSENT]: 'not-found',
    });
    expect(seen?.refused.find(({ machineId }) => machineId === c)?.message).toContain('f0'.repeat(16));
    const ended = await site.ended(request.requestId);
    expect(ended).toMatchObject({ outcome: 'partial', wantedUnits: 5 });
    expect(ended.reasons.map(({ message }) => message).join('\n')).toContain(`${ABSENT}: `);
    await site.advance(20 * 60_000);
    expect(ends(site)).toBe(0);
  });

  it('are never ended because they have no host name', async () => {
    const [other] = await foreign(1);
    lives.site.cloud.addFault({ kind: 'late-name', delayMs: 24 * 3_600_000 });
    const engine = lives.site.start();
    await lives.site.request(1);
    await lives.site.until(() => liveIds(site).length === 2);
    engine.kill();
    const nameless = liveIds(site).filter((id) => id !== other);
    for (const id of nameless) site.cloud.stripTags(id);
    await site.advance(60_000);
    await adopt([written({ machineIds: nameless })]);
    site.start();
    expect(await site.ended(written().requestId)).toMatchObject({ outcome: 'fulfilled' });
    await site.advance(30 * 60_000);
    expect([ends(site), (await site.machinesOf(written().requestId)).map(({ name }) => name)]).toEqual([0, nameless]);
  });

  it('get another request id where theirs is taken, or is nothing that a cloud takes in a tag', async () => {
    const machineIds = await foreign(2);
    const odd = written({ requestId: 'Request/with.odd_signs', machineIds });
    const [receipt] = await adopt([odd]);
    expect(receipt?.requestId).toMatch(/^req-/);
    site.start();
    await site.ended(receipt!.requestId);
    expect(await adopt([odd])).toMatchObject([{ outcome: 'repeated', requestId: receipt!.requestId }]);
  });

  it('leave nothing behind where a request has none left and none can come', async () => {
    await foreign(1);
    expect(await adopt([written()])).toMatchObject([{ outcome: 'closed' }]);
    expect(await site.queries.requests({})).toEqual([]);
  });
});

describe('machines that are still to come', { tags: ['aws.adopt', 'simulated'] }, () => {
  const GROUP = { launchAs: 'refilling-group' };

  it('are taken over as their group names them, and the request runs until then', async () => {
    await foreign(2, { options: GROUP });
    const [group] = site.cloud.groups();
    site.cloud.override({ capacity: { 'mock.small/mock-1a': 1 } });
    for (const id of liveIds(site)) site.cloud.kill(id);
    await site.advance(5 * 60_000);
    expect(liveIds(site)).toHaveLength(1);
    for (const id of liveIds(site)) site.cloud.stripTags(id);
    const request = written({ requestId: 'fleet-1', groupRef: group!.id });
    await adopt([request]);
    const engine = site.start();
    await site.until(async () => (await view('fleet-1'))?.adopted.length === 1);
    expect(await site.find('fleet-1')).toMatchObject({ state: 'open' });
    engine.pause();
    site.cloud.clearOverrides();
    await site.until(() => liveIds(site).length === 2);
    // What this group starts bears the tags of who made it, and those are not to be seen here.
    const [late] = liveIds(site).filter((id) => site.live().find((machine) => machine.id === id)?.tags['RC_ACCOUNT'] === undefined);
    site.cloud.stripTags(late!);
    engine.resume();
    await site.until(async () => (await view('fleet-1'))?.adopted.length === 2);
    expect(await site.ended('fleet-1')).toMatchObject({ outcome: 'fulfilled', wantedUnits: 2 });
    expect(ends(site)).toBe(0);
  });

  it('are waited for no longer than an hour', async () => {
    await foreign(1, { options: GROUP });
    const [group] = site.cloud.groups();
    site.cloud.override({ capacity: { 'mock.small/mock-1a': 0 } });
    for (const id of liveIds(site)) site.cloud.kill(id);
    await adopt([written({ requestId: 'fleet-1', groupRef: group!.id })]);
    site.start();
    await site.advance(50 * 60_000);
    expect(await site.find('fleet-1')).toMatchObject({ state: 'open' });
    await site.ended('fleet-1', 30 * 60_000);
  });

  it('end at once where there is no such group', async () => {
    await foreign(1);
    await adopt([written({ requestId: 'fleet-1', groupRef: 'grp-none' })]);
    site.start();
    await site.ended('fleet-1');
    expect(site.launches()).toHaveLength(1);
  });
});

describe('an engine that takes machines over', { tags: ['aws.adopt', 'engine.recovery.killed', 'simulated'] }, () => {
  it('may die at any write, and the next one goes on', async () => {
    for (let writes = 1; writes <= 12; writes += 1) {
      const machineIds = await foreign(2);
      const request = written({ machineIds });
      await adopt([request]);
      const first = site.start((count) => count === writes);
      await site.advance(30_000);
      first.kill();
      site.start();
      expect((await done(request.requestId))?.adopted.toSorted()).toEqual(machineIds.toSorted());
      await site.ended(request.requestId);
      expect(await site.queries.machines({ orphan: true })).toEqual([]);
      await site.advance(10 * 60_000);
      expect([ends(site), liveIds(site).length]).toEqual([0, 2]);
      if (writes < 12) await lives.close();
    }
  });

  it('asks again when the reply was lost, or the cloud throttles', async () => {
    const machineIds = await foreign(2);
    site.cloud.addFault({ kind: 'lose-reply', on: 'CreateTags' });
    site.cloud.addFault({ kind: 'error', on: 'CreateTags', code: 'RequestLimitExceeded', when: { nth: 2 } });
    const request = written({ machineIds });
    await adopt([request]);
    site.start();
    expect((await done(request.requestId))?.adopted).toHaveLength(2);
    expect(await site.ended(request.requestId)).toMatchObject({ outcome: 'fulfilled', wantedUnits: 2 });
  });
});

describe('a return that another host factory has begun', { tags: ['aws.adopt', 'simulated'] }, () => {
  it('goes on under its own id, and ends what it names', async () => {
    const [a, b, c] = (await foreign(3)) as [string, string, string];
    site.cloud.kill(b);
    const requests = [written({ machineIds: [a, b, c] })];
    const returns = [{ requestId: 'ret-1', machineIds: [a, b] }];
    expect(await adopt(requests, returns)).toMatchObject([{ outcome: 'accepted' }, { kind: 'return', outcome: 'accepted' }]);
    site.start();
    expect(await site.ended('ret-1')).toMatchObject({ kind: 'return', outcome: 'fulfilled' });
    expect(liveIds(site)).toEqual([c]);
    expect(await adopt(requests, returns)).toMatchObject([{ outcome: 'repeated' }, { outcome: 'repeated' }]);
  });

  it('fails by name where the taking over was called off before', async () => {
    const [a, b] = (await foreign(2)) as [string, string];
    const request = written({ machineIds: [a, b] });
    await adopt([request], [{ requestId: 'ret-1', machineIds: [a] }]);
    await site.commands.cancelRequest({ requestId: request.requestId });
    site.start();
    expect(await site.ended(request.requestId)).toMatchObject({ outcome: 'cancelled' });
    const ended = await site.ended('ret-1');
    expect(ended.kind === 'return' && ended.targets).toMatchObject([{ state: 'failed', message: expect.stringContaining('cancelled') }]);
    expect(liveIds(site)).toHaveLength(2);
    expect(await adopt([request])).toMatchObject([{ outcome: 'accepted' }]);
  });

  it('fails by name where the machine is nobody’s that could be taken over', async () => {
    const [a, b] = (await foreign(2)) as [string, string];
    site.cloud.setTag(a, HEADER_KEYS.deploymentId, 'f0'.repeat(16));
    await adopt([written({ machineIds: [a] })], [{ requestId: 'ret-1', machineIds: [a, b] }]);
    site.start();
    const ended = await site.ended('ret-1');
    expect(ended.kind === 'return' && ended.targets.map(({ state }) => state)).toEqual(['failed', 'failed']);
    expect(liveIds(site)).toHaveLength(2);
  });
});
