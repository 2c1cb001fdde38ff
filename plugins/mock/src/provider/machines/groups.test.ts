import { afterEach, expect, it } from 'vitest';
import { launch, liveIds, openTestSite, pagesOf, prepare, sweepAll, sweptIds, type TestSite } from '../../testing/test-site.js';
import { header, write } from '../../testing/writes.js';

let site: TestSite;
afterEach(() => site.close());

const GROUP = { launchAs: 'refilling-group' };

it('fills a fleet once: what dies or is returned is not replaced', { tags: ['mock.cloud', 'simulated'] }, async () => {
  site = await openTestSite();
  const { machines, group } = await launch(site, { units: 3, options: { launchAs: 'fleet' } });
  expect(group).toMatchObject({ kind: 'fleet', header: header(), targetUnits: undefined, state: { unified: 'active', raw: 'active' } });
  expect(machines.every((machine) => machine.groupRef === group?.groupRef)).toBe(true);
  site.control.kill(machines[0]?.machineId ?? '');
  await site.machines.terminate({ ...write(), machineIds: [machines[1]?.machineId ?? ''] });
  site.control.advance(600_000);
  expect(liveIds(site)).toEqual([machines[2]?.machineId]);
});

it('promises the machines of a refilling group and shows them in a sweep', async () => {
  site = await openTestSite();
  const result = await launch(site, { units: 4, options: { ...GROUP, unitsPerMachine: 2 } });
  expect(result).toMatchObject({ machines: [], pendingUnits: 4, shortfall: [], group: { kind: 'refilling-group', targetUnits: 4 } });
  const [page] = pagesOf(await sweepAll(site));
  expect(page?.machines).toHaveLength(2);
  expect(page?.machines.every((machine) => machine.groupRef === result.group?.groupRef && machine.units === 2)).toBe(true);
});

it('replaces what dies in a refilling group, after its delay', async () => {
  site = await openTestSite({ refillDelayMs: 5_000 });
  await launch(site, { units: 3, options: GROUP });
  site.control.advance(10_000);
  const [first] = liveIds(site);
  site.control.kill(first ?? '');
  site.control.advance(4_999);
  expect(liveIds(site)).toHaveLength(2);
  site.control.advance(1);
  expect(liveIds(site)).toHaveLength(3);
  expect(site.control.machines().at(-1)?.tags).toMatchObject({ 'hostwright-intent': 'int-1' });
});

it('never replaces what we end in a refilling group, however often we order it', async () => {
  site = await openTestSite();
  await launch(site, { units: 3, options: GROUP });
  site.control.advance(10_000);
  const [first, second] = liveIds(site);
  for (let tries = 0; tries < 3; tries += 1) {
    await site.machines.terminate({ ...write(), machineIds: [first ?? '', second ?? ''] });
    site.control.advance(60_000);
  }
  expect(liveIds(site)).toHaveLength(1);
  expect(site.control.groups()).toMatchObject([{ targetMachines: 1 }]);
});

it('replaces what an operator ends in the console: the group does not know better', async () => {
  site = await openTestSite();
  await launch(site, { units: 2, options: GROUP });
  site.control.advance(10_000);
  site.control.terminate(liveIds(site)[0] ?? '');
  site.control.advance(60_000);
  expect(liveIds(site)).toHaveLength(2);
  expect(site.control.machines()).toHaveLength(3);
});

it('fills up a refilling group once there is capacity', async () => {
  site = await openTestSite({ refillDelayMs: 1_000, capacity: { '*': 1 } });
  await launch(site, { units: 3, options: GROUP });
  site.control.advance(60_000);
  expect(liveIds(site)).toHaveLength(1);
  site.control.override({ capacity: { '*': 2 } });
  site.control.advance(1_000);
  expect(liveIds(site)).toHaveLength(2);
});

it('lets a group that cannot refill now wait, and nobody else fail for it', async () => {
  site = await openTestSite({ refillDelayMs: 1_000, addressPool: 2 });
  await launch(site, { units: 2, options: GROUP });
  site.control.advance(10_000);
  const elsewhere = await site.another({ account: 'elsewhere' });
  site.control.kill(liveIds(site)[0] ?? '');
  await launch(elsewhere, { token: 'takes-the-address' });
  site.control.advance(10_000);
  expect(await sweptIds(site)).toHaveLength(2);
  expect(site.control.machines()).toHaveLength(3);
  await elsewhere.close();
});

it('makes one group for one token, also after a lost reply', async () => {
  site = await openTestSite({ faults: [{ kind: 'lose-reply', on: 'CreateGroup' }] });
  const prepared = await prepare(site, { units: 2, options: GROUP });
  await expect(site.machines.launch({ ...write(), prepared, part: 0 })).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
  const result = await site.machines.launch({ ...write(), prepared, part: 0 });
  expect(site.control.groups().map((group) => group.id)).toEqual([result.group?.groupRef]);
  expect(site.control.machines()).toHaveLength(2);
});

it('deletes a group without its machines, and once deleted it refills nothing', async () => {
  site = await openTestSite();
  const { group } = await launch(site, { units: 2, options: GROUP });
  site.control.advance(10_000);
  const clean = { ...write(), ref: group?.groupRef ?? '', kind: 'refilling-group' };
  await site.machines.cleanUp(clean);
  await site.machines.cleanUp(clean);
  site.control.kill(liveIds(site)[0] ?? '');
  site.control.advance(60_000);
  expect(liveIds(site)).toHaveLength(1);
  const [page] = pagesOf(await sweepAll(site));
  expect(page?.groups).toMatchObject([{ state: { unified: 'deleted', raw: 'deleted' } }]);
});

it('keeps a group that could not start anything, so that it can be found and deleted', async () => {
  site = await openTestSite({ capacity: { '*': 0 } });
  const result = await launch(site, { units: 2, options: { launchAs: 'fleet' } });
  expect(result).toMatchObject({ machines: [], shortfall: [{ units: 2, reason: 'Capacity' }], group: { kind: 'fleet' } });
});

it('cleans up a volume that was left behind, and what is gone already', async () => {
  site = await openTestSite({ faults: [{ kind: 'leave-volumes' }] });
  const { machines } = await launch(site, { options: { volumeSizeGib: 1 } });
  await site.machines.terminate({ ...write(), machineIds: machines.map((machine) => machine.machineId) });
  site.control.advance(10_000);
  const volumes = (): Promise<readonly string[]> =>
    sweepAll(site).then((events) => pagesOf(events).flatMap((page) => page.companions.map((companion) => companion.companionId)));
  const [left] = await volumes();
  await site.machines.cleanUp({ ...write(), ref: left ?? '', kind: 'volume' });
  await site.machines.cleanUp({ ...write(), ref: left ?? '', kind: 'volume' });
  expect(await volumes()).toEqual([]);
});

it('deletes neither a volume in use nor a kind that it does not know', async () => {
  site = await openTestSite();
  await launch(site, { options: { volumeSizeGib: 1 } });
  const [volume] = site.control.volumes();
  const inUse = site.machines.cleanUp({ ...write(), ref: volume?.id ?? '', kind: 'volume' });
  await expect(inUse).rejects.toMatchObject({ errorClass: 'Conflict', code: 'VolumeInUse' });
  expect(site.control.volumes()).toMatchObject([{ state: 'in-use' }]);
  const unknown = site.machines.cleanUp({ ...write(), ref: 'x', kind: 'moon' });
  await expect(unknown).rejects.toMatchObject({ errorClass: 'Unsupported', subject: 'moon' });
});
