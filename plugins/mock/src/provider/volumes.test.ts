import { afterEach, expect, it } from 'vitest';
import type { Volume, VolumeFilter, VolumeSpec } from '@hostwright/core/provider';
import { launch, openTestSite, pagesOf, sweepAll, type TestSite } from '../testing/test-site.js';
import { DEPLOYMENT_ID, header, read, write } from '../testing/writes.js';

let site: TestSite;
afterEach(() => site.close());

const EMPTY: VolumeSpec = { source: { kind: 'empty', sizeGib: 10 }, zone: 'mock-1a', tags: [] };

async function create(spec: Partial<VolumeSpec> = {}, token = 'vol'): Promise<string> {
  const { ref } = await site.provider.volumes.create({ ...write(token), spec: { ...EMPTY, ...spec } });
  site.control.advance(10_000);
  return ref;
}

const get = (volumeRef: string): Promise<Volume | undefined> => site.provider.volumes.get({ ...read(), volumeRef });

async function list(filter: VolumeFilter, limit = 1_000): Promise<readonly Volume[]> {
  const found: Volume[] = [];
  let cursor: string | undefined;
  do {
    const page = await site.provider.volumes.list({ ...read(), filter, limit, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

async function machineIn(zone: string, token: string): Promise<string> {
  const { machines } = await launch(site, { token, options: { zones: [zone] } });
  site.control.advance(10_000);
  return machines[0]?.machineId ?? '';
}

it('creates one volume for one token, and lets any process ask when it is ready', { tags: ['mock.volumes', 'simulated'] }, async () => {
  site = await openTestSite({ volumeTimeMs: 5_000 });
  const input = {
    ...write('vol'),
    spec: { ...EMPTY, name: 'data', volumeType: 'mock-fast', iops: 9_000, tags: [{ key: 'a', value: 'b' }] },
  };
  const first = await site.provider.volumes.create(input);
  const other = await site.another();
  const again = await other.provider.volumes.create(input);
  expect(again).toEqual(first);
  expect(first).toMatchObject({ state: { unified: 'creating', raw: 'creating' }, operationRef: expect.any(String) });
  const poll = { ...read(), operationRef: first.operationRef! };
  expect(await other.provider.volumes.poll(poll)).toEqual({ status: 'running', progressPercent: undefined });
  site.control.advance(5_000);
  expect(await other.provider.volumes.poll(poll)).toEqual({ status: 'done' });
  expect(await get(first.ref)).toEqual({
    ref: first.ref,
    header: header(),
    name: 'data',
    state: { unified: 'available', raw: 'available' },
    createdAtMs: expect.any(Number),
    tags: expect.arrayContaining([{ key: 'a', value: 'b' }]),
    sizeGib: 10,
    volumeType: 'mock-fast',
    zone: 'mock-1a',
    encrypted: true,
    iops: 9_000,
    throughputMibPerSecond: 125,
    snapshotRef: undefined,
    attachment: undefined,
  });
  expect(site.control.volumes()).toHaveLength(1);
  await other.close();
});

it('attaches exclusively, says who has it, and detaches', { tags: ['mock.volumes', 'simulated'] }, async () => {
  site = await openTestSite();
  const volumeRef = await create();
  const [mine, other, far] = [await machineIn('mock-1a', 'm1'), await machineIn('mock-1a', 'm2'), await machineIn('mock-1b', 'm3')];
  const attach = (machineId: string) => site.provider.volumes.attach({ ...write(), volumeRef, machineId });
  await expect(attach(far)).rejects.toMatchObject({ errorClass: 'InvalidTemplate' });
  expect(await attach(mine)).toMatchObject({ ref: volumeRef, state: { unified: 'in-use' } });
  expect(await attach(mine)).toMatchObject({ state: { unified: 'in-use' } });
  await expect(attach(other)).rejects.toMatchObject({ errorClass: 'Conflict', code: 'VolumeInUse' });
  expect((await get(volumeRef))?.attachment).toEqual({ machineId: mine, device: '/dev/mock-b' });
  await expect(site.provider.volumes.delete({ ...write(), volumeRef })).rejects.toMatchObject({ errorClass: 'Conflict' });
  const detach = (machineId: string) => site.provider.volumes.detach({ ...write(), volumeRef, machineId });
  expect(await detach(other)).toEqual({ outcome: 'absent' });
  expect((await get(volumeRef))?.attachment?.machineId).toBe(mine);
  expect(await detach(mine)).toEqual({ outcome: 'removed' });
  expect(await detach(mine)).toEqual({ outcome: 'absent' });
  await expect(site.provider.volumes.attach({ ...write(), volumeRef: 'vol-none', machineId: mine })).rejects.toMatchObject({
    errorClass: 'NotFound',
  });
  await expect(attach('i-00000000000000000')).rejects.toMatchObject({ errorClass: 'NotFound' });
});

it('gives out each device of a machine once', async () => {
  site = await openTestSite();
  const machineId = await machineIn('mock-1a', 'm1');
  const [a, b] = [await create({}, 'a'), await create({}, 'b')];
  await site.provider.volumes.attach({ ...write(), volumeRef: a, machineId, device: '/dev/mock-b' });
  await site.provider.volumes.attach({ ...write(), volumeRef: b, machineId });
  expect((await get(b))?.attachment?.device).toBe('/dev/mock-c');
});

it('releases a volume when its machine ends', async () => {
  site = await openTestSite();
  const machineId = await machineIn('mock-1a', 'm1');
  const volumeRef = await create();
  await site.provider.volumes.attach({ ...write(), volumeRef, machineId });
  site.control.kill(machineId);
  expect(await get(volumeRef)).toMatchObject({ state: { unified: 'available' }, attachment: undefined });
});

it('grows and never shrinks', { tags: ['mock.volumes', 'simulated'] }, async () => {
  site = await openTestSite();
  const volumeRef = await create();
  const resize = (sizeGib: number) => site.provider.volumes.resize({ ...write(), volumeRef, sizeGib });
  await resize(20);
  await resize(20);
  await expect(resize(19)).rejects.toMatchObject({ errorClass: 'InvalidTemplate' });
  expect((await get(volumeRef))?.sizeGib).toBe(20);
});

it('deletes, also what is gone', async () => {
  site = await openTestSite();
  const volumeRef = await create();
  expect(await site.provider.volumes.delete({ ...write(), volumeRef })).toEqual({ outcome: 'removed' });
  expect(await site.provider.volumes.delete({ ...write(), volumeRef })).toEqual({ outcome: 'absent' });
  expect(await get(volumeRef)).toBeUndefined();
});

it('lists page by page, by every filter', async () => {
  site = await openTestSite();
  const machineId = await machineIn('mock-1b', 'm1');
  const a = await create({ name: 'a', tags: [{ key: 'team', value: 'x' }] }, 'a');
  const b = await create({ name: 'b', zone: 'mock-1b' }, 'b');
  await site.provider.volumes.attach({ ...write(), volumeRef: b, machineId });
  await site.provider.volumes.create({
    ...write('c', { header: header({ deploymentId: 'e'.repeat(32) }) }),
    spec: { ...EMPTY, name: 'c' },
  });
  const names = async (filter: VolumeFilter): Promise<readonly string[]> =>
    (await list(filter, 1)).map((volume) => volume.name ?? '').toSorted();
  expect(await names({})).toEqual(['a', 'b', 'c']);
  expect(await names({ deploymentId: DEPLOYMENT_ID })).toEqual(['a', 'b']);
  expect(await names({ name: 'a' })).toEqual(['a']);
  expect(await names({ tags: [{ key: 'team', value: 'x' }] })).toEqual(['a']);
  expect(await names({ zones: ['mock-1b'] })).toEqual(['b']);
  expect(await names({ states: ['creating'] })).toEqual(['c']);
  expect(await names({ machineId })).toEqual(['b']);
  expect(a).not.toBe(b);
});

/** Volumes that cannot be, and why. */
const IMPOSSIBLE: Readonly<Record<string, readonly [spec: Partial<VolumeSpec>, error: object]>> = {
  'no size at all': [{ source: { kind: 'empty', sizeGib: 0 } }, { errorClass: 'InvalidTemplate' }],
  'a size above the limit': [{ source: { kind: 'empty', sizeGib: 20_000 } }, { errorClass: 'InvalidTemplate' }],
  'an unknown zone': [{ zone: 'mars' }, { errorClass: 'InvalidTemplate', code: 'InvalidZone.NotFound' }],
  'an unknown kind of disk': [{ volumeType: 'floppy' }, { errorClass: 'InvalidTemplate' }],
  'a rate that the kind of disk does not have': [{ iops: 5 }, { errorClass: 'Unsupported' }],
  'an unknown snapshot': [{ source: { kind: 'snapshot', snapshotRef: 'snap-none' } }, { errorClass: 'NotFound' }],
  'more than the quota': [{ source: { kind: 'empty', sizeGib: 101 } }, { errorClass: 'Quota', code: 'VolumeLimitExceeded' }],
};

it.each(Object.entries(IMPOSSIBLE))('refuses a volume with %s', async (_what, [spec, error]) => {
  site = await openTestSite({ quota: { volumeGib: 100 } });
  await expect(create(spec)).rejects.toMatchObject(error);
  expect(site.control.volumes()).toEqual([]);
});

it('keeps volumes that belong to no machine out of the companions of a sweep', async () => {
  site = await openTestSite();
  await create();
  expect(pagesOf(await sweepAll(site)).flatMap((page) => page.companions)).toEqual([]);
});
