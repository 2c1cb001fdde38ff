import { afterEach, expect, it } from 'vitest';
import type { Snapshot, SnapshotFilter } from '@hostwright/core/provider';
import { openTestSite, type TestSite } from '../testing/test-site.js';
import { DEPLOYMENT_ID, header, read, write } from '../testing/writes.js';

let site: TestSite;
afterEach(() => site.close());

const LABELS = { name: 'nightly', tags: [{ key: 'keep', value: 'yes' }] };

async function volume(): Promise<string> {
  const { ref } = await site.provider.volumes.create({ ...write('vol'), spec: { source: { kind: 'empty', sizeGib: 10 }, tags: [] } });
  site.control.advance(10_000);
  return ref;
}

async function snapshot(volumeRef: string, token = 'snap'): Promise<string> {
  const { ref } = await site.provider.snapshots.create({ ...write(token), volumeRef, labels: LABELS });
  site.control.advance(10_000);
  return ref;
}

const get = (snapshotRef: string): Promise<Snapshot | undefined> => site.provider.snapshots.get({ ...read(), snapshotRef });

it('creates one snapshot for one token, shows its progress, and is done', { tags: ['mock.snapshots', 'simulated'] }, async () => {
  site = await openTestSite({ snapshotTimeMs: 8_000 });
  const volumeRef = await volume();
  const input = { ...write('snap'), volumeRef, labels: LABELS };
  const first = await site.provider.snapshots.create(input);
  expect(await site.provider.snapshots.create(input)).toEqual(first);
  const poll = { ...read(), operationRef: first.operationRef! };
  site.control.advance(2_000);
  expect(await site.provider.snapshots.poll(poll)).toEqual({ status: 'running', progressPercent: 25 });
  site.control.advance(6_000);
  expect(await site.provider.snapshots.poll(poll)).toEqual({ status: 'done' });
  expect(await get(first.ref)).toMatchObject({
    ref: first.ref,
    header: header(),
    name: 'nightly',
    state: { unified: 'available', raw: 'available' },
    volumeRef,
    copiedFromRef: undefined,
    sizeGib: 10,
    encrypted: true,
    progressPercent: 100,
  });
});

it(
  'makes volumes from a snapshot, at least as large, whatever became of the first volume',
  { tags: ['mock.snapshots', 'simulated'] },
  async () => {
    site = await openTestSite();
    const volumeRef = await volume();
    const snapshotRef = await snapshot(volumeRef);
    await site.provider.volumes.delete({ ...write(), volumeRef });
    const restore = (token: string, sizeGib?: number) =>
      site.provider.volumes.create({
        ...write(token),
        spec: { source: { kind: 'snapshot', snapshotRef, ...(sizeGib === undefined ? {} : { sizeGib }) }, tags: [] },
      });
    const restored = await restore('same');
    expect(await site.provider.volumes.get({ ...read(), volumeRef: restored.ref })).toMatchObject({ sizeGib: 10, snapshotRef });
    await restore('larger', 11);
    await expect(restore('smaller', 9)).rejects.toMatchObject({ errorClass: 'InvalidTemplate' });
  },
);

it('copies a snapshot from another region', { tags: ['mock.snapshots', 'simulated'] }, async () => {
  site = await openTestSite();
  const source = await snapshot(await volume());
  const there = await site.another({ region: 'mock-2' });
  const input = { ...write('copy'), snapshotRef: source, sourceRegion: 'mock-1', labels: LABELS };
  const { ref } = await there.provider.snapshots.copy(input);
  expect((await there.provider.snapshots.copy(input)).ref).toBe(ref);
  expect(await there.provider.snapshots.get({ ...read(), snapshotRef: ref })).toMatchObject({ copiedFromRef: source, sizeGib: 10 });
  await expect(there.provider.snapshots.copy({ ...input, ...write('x'), sourceRegion: 'mock-3' })).rejects.toMatchObject({
    errorClass: 'NotFound',
  });
  await there.close();
});

it('deletes, also what is gone', async () => {
  site = await openTestSite();
  const snapshotRef = await snapshot(await volume());
  expect(await site.provider.snapshots.delete({ ...write(), snapshotRef })).toEqual({ outcome: 'removed' });
  expect(await site.provider.snapshots.delete({ ...write(), snapshotRef })).toEqual({ outcome: 'absent' });
  expect(await get(snapshotRef)).toBeUndefined();
  const poll = site.provider.snapshots.poll({ ...read(), operationRef: snapshotRef as never });
  await expect(poll).rejects.toMatchObject({ errorClass: 'NotFound' });
});

it('lists page by page, by every filter', async () => {
  site = await openTestSite();
  const volumeRef = await volume();
  const [a, b] = [await snapshot(volumeRef, 'a'), await snapshot(volumeRef, 'b')];
  const list = async (filter: SnapshotFilter): Promise<readonly string[]> => {
    const first = await site.provider.snapshots.list({ ...read(), filter, limit: 1 });
    const second = await site.provider.snapshots.list({ ...read(), filter, limit: 1, cursor: first.nextCursor ?? '' });
    expect(second.nextCursor).toBeUndefined();
    return [...first.items, ...second.items].map((item) => item.ref).toSorted();
  };
  const both = [a, b].toSorted();
  expect(await list({})).toEqual(both);
  expect(await list({ deploymentId: DEPLOYMENT_ID, volumeRef, states: ['available'], name: 'nightly', tags: LABELS.tags })).toEqual(both);
  expect(await list({ volumeRef: 'other' })).toEqual([]);
  expect(await list({ states: ['creating'] })).toEqual([]);
});

it('refuses what is not there and what exceeds the quota', async () => {
  site = await openTestSite({ quota: { snapshots: 1 } });
  const volumeRef = await volume();
  const create = (token: string, ref: string) => site.provider.snapshots.create({ ...write(token), volumeRef: ref, labels: LABELS });
  await expect(create('none', 'vol-none')).rejects.toMatchObject({ errorClass: 'NotFound' });
  await create('one', volumeRef);
  await expect(create('two', volumeRef)).rejects.toMatchObject({ errorClass: 'Quota', code: 'SnapshotLimitExceeded' });
});
