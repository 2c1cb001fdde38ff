import { HEADER_KEYS } from '@hostwright/core/provider';
import { afterEach, expect, it } from 'vitest';
import { launch, liveIds, openTestSite, pagesOf, sweepAll, sweptIds, type TestSite } from '../testing/test-site.js';
import { read, write } from '../testing/writes.js';
import { openMockCloud } from './cloud-control.js';

let site: TestSite;
afterEach(() => site.close());

async function started(units = 1): Promise<readonly string[]> {
  site = await openTestSite({ bootTimeMs: 1_000 });
  const { machines } = await launch(site, { units });
  site.control.advance(1_000);
  return machines.map((machine) => machine.machineId);
}

it('moves virtual time on and never back', { tags: ['mock.control', 'simulated'] }, async () => {
  await started();
  const now = site.control.now();
  site.control.advance(5);
  expect(site.control.now()).toBe(now + 5);
  site.control.setTime(now + 10);
  expect(site.control.now()).toBe(now + 10);
  expect(() => site.control.setTime(now)).toThrow(/later than/);
});

it('leaves real time to the world, but for a skew', async () => {
  site = await openTestSite({ time: 'real' });
  expect(() => site.control.advance(1)).toThrow(/real time/);
  site.control.setClockSkew(3_600_000);
  const [page] = pagesOf(await sweepAll(site));
  expect(page?.providerTimeMs).toBeGreaterThan(Date.now() + 3_000_000);
});

it('goes by the given clock when it has real time', () => {
  const cloud = openMockCloud({ file: ':memory:', now: () => 1_234 });
  expect(cloud.now()).toBe(1_234);
  cloud.close();
});

it('kills a machine, and ends it as an operator would', { tags: ['mock.control', 'simulated'] }, async () => {
  const [a = '', b = ''] = await started(2);
  site.control.kill(a);
  site.control.terminate(b);
  expect(site.control.machines()).toMatchObject([
    { state: 'terminated', endReason: 'Server.InternalError', endedAtMs: site.control.now() },
    { state: 'terminated', endReason: 'Client.UserInitiatedShutdown' },
  ]);
  expect(() => site.control.kill('i-none')).toThrow(/no such machine/);
});

it('takes a machine back with notice', { tags: ['mock.control', 'simulated'] }, async () => {
  const [a = ''] = await started();
  const noticedAtMs = site.control.now();
  site.control.reclaim(a, { graceMs: 30_000 });
  const { machines } = await site.machines.inspect({ ...read(), machineIds: [a] });
  expect(machines[0]?.reclaim).toEqual({ reason: 'spot', noticedAtMs, deadlineAtMs: noticedAtMs + 30_000 });
  site.control.advance(29_999);
  expect(liveIds(site)).toEqual([a]);
  site.control.advance(1);
  expect(site.control.machines()).toMatchObject([{ state: 'terminated', endReason: 'Server.SpotInstanceTermination' }]);
});

it('strips tags, hides the end of a machine, and starts more like it', async () => {
  const [a = '', b = ''] = await started(2);
  site.control.stripTags(a);
  expect(await sweptIds(site)).toEqual([b]);
  const copy = site.control.copyMachine(b);
  expect((await sweptIds(site)).toSorted()).toEqual([b, copy].toSorted());
  site.control.vanish(b);
  expect(await sweptIds(site)).toEqual([copy]);
  expect((await site.machines.inspect({ ...read(), machineIds: [b] })).notFound).toEqual([b]);
  expect(site.control.machines().find((machine) => machine.id === b)?.state).toBe('terminated');
});

it('changes and removes single tags', async () => {
  const [a = '', b = ''] = await started(2);
  site.control.setTag(a, HEADER_KEYS.sequence, 'seven');
  site.control.setTag(b, HEADER_KEYS.requestId, undefined);
  const { machines } = await site.machines.inspect({ ...read(), machineIds: [a, b] });
  const tagsOf = (id: string): readonly string[] =>
    machines.filter((machine) => machine.machineId === id).flatMap((machine) => machine.tags.map((tag) => `${tag.key}=${tag.value}`));
  expect(tagsOf(a)).toContain('hostwright-sequence=seven');
  expect(tagsOf(b).filter((tag) => tag.startsWith('hostwright-request='))).toEqual([]);
  expect(machines.map((machine) => machine.header)).toEqual([undefined, undefined]);
});

it('stops a machine at once', async () => {
  const [a = ''] = await started();
  site.control.stop(a);
  expect(site.control.machines()).toMatchObject([{ id: a, state: 'stopped' }]);
});

it('overrides behaviour for everybody, key by key, until it is cleared', async () => {
  site = await openTestSite({ capacity: { '*': 5 }, zones: ['a', 'b'] });
  site.control.override({ capacity: { '*': 0 } });
  await expect(launch(site)).rejects.toMatchObject({ errorClass: 'Capacity' });
  expect(await site.provider.catalog.zones(read())).toEqual(['a', 'b']);
  site.control.clearOverrides();
  await launch(site);
  expect(liveIds(site)).toHaveLength(1);
  expect(() => site.control.override({ capacitee: {} } as never)).toThrow(/capacitee/);
});

it('reaches the calls of every process through the file, and reads what they did', { tags: ['mock.control', 'simulated'] }, async () => {
  site = await openTestSite({ quota: { machines: 2 } });
  await launch(site, { units: 2, options: { launchAs: 'fleet', volumeSizeGib: 3 } });
  await expect(launch(site, { token: 'more' })).rejects.toMatchObject({ errorClass: 'Quota' });
  await site.machines.terminate({ ...write(), machineIds: liveIds(site) });
  expect(site.control.calls().map(({ action, token, outcome, effect, count }) => [action, token, outcome, effect, count])).toEqual([
    ['DescribeOffers', undefined, 'ok', undefined, 0],
    ['DescribeImages', undefined, 'ok', undefined, 0],
    ['CreateGroup', 'token-1', 'ok', 'created', 2],
    ['DescribeOffers', undefined, 'ok', undefined, 0],
    ['DescribeImages', undefined, 'ok', undefined, 0],
    ['RunInstances', 'more', 'InstanceLimitExceeded', undefined, 0],
    ['TerminateInstances', undefined, 'ok', 'deleted', 2],
  ]);
  expect(site.control.groups()).toMatchObject([{ kind: 'fleet', state: 'active' }]);
  expect(site.control.volumes()).toMatchObject([{ sizeGib: 3 }, { sizeGib: 3 }]);
});

it('keeps only as many calls as the settings say', async () => {
  site = await openTestSite({ callLogSize: 100 });
  for (let call = 0; call < 130; call += 1) await site.provider.catalog.zones(read());
  expect(site.control.calls()).toHaveLength(100);
});

it('removes an image, and a launch that was prepared with it is refused', async () => {
  site = await openTestSite();
  expect(site.control.publishImage('mine')).toBe('mine@1');
  await launch(site, { options: { imageId: 'mine' } });
  site.control.removeImage('mine');
  await expect(launch(site, { token: 'two', options: { imageId: 'mine@1' } })).rejects.toMatchObject({ code: 'InvalidImage.NotFound' });
});
