import type { Accepted, Snapshots, Volume, VolumeState, Volumes } from '@hostwright/core/provider';
import { allPages } from '../../bench/all-pages.js';
import { carriesHeader, type Bench } from '../../bench/bench.js';
import { attempted, check, checkData, checkEqual, checkRefusal, checkRefused, checkSame, checkUnique, nth } from '../../bench/check.js';
import { defineCases, type ConformanceCase } from '../../case.js';

const ABSENT = 'conformance-absent-volume';

function volumesOf(bench: Bench): Volumes {
  return bench.volumes;
}

function create(bench: Bench, sizeGib = 10, write = bench.write(), by = volumesOf(bench)): Promise<Accepted<VolumeState>> {
  return by.create({ ...write, spec: { tags: [{ key: 'team', value: 'conformance' }], source: { kind: 'empty', sizeGib } } });
}

function get(bench: Bench, volumeRef: string): Promise<Volume | undefined> {
  return volumesOf(bench).get({ ...bench.read(), volumeRef });
}

async function ready(bench: Bench, sizeGib = 10): Promise<Volume> {
  const { ref } = await create(bench, sizeGib);
  return bench.until(`volume ${ref} is available`, async () => {
    const volume = await get(bench, ref);
    return volume?.state.unified === 'available' ? volume : undefined;
  });
}

async function machineNear(bench: Bench, volume: Volume): Promise<string> {
  const { machineIds } = await bench.launchRunning({
    offer: (offers) => offers.find(({ zone }) => zone === volume.zone || zone === undefined) ?? offers[0],
  });
  return nth(machineIds, 0);
}

async function attached(bench: Bench): Promise<{ readonly volume: Volume; readonly machineId: string }> {
  const volume = await ready(bench);
  const machineId = await machineNear(bench, volume);
  await volumesOf(bench).attach({ ...bench.write(), volumeRef: volume.ref, machineId });
  await bench.until('the volume is attached', async () =>
    (await get(bench, volume.ref))?.attachment?.machineId === machineId ? true : undefined,
  );
  return { volume, machineId };
}

async function gone(bench: Bench, volumeRef: string): Promise<void> {
  await bench.until(`volume ${volumeRef} is gone`, async () => {
    const volume = await get(bench, volumeRef);
    return volume === undefined || volume.state.unified === 'deleted' ? true : undefined;
  });
}

async function countOf(bench: Bench, requestId: string): Promise<number> {
  await bench.passVisibility();
  const all = await allPages((page) => volumesOf(bench).list({ ...page, filter: {} }));
  return all.filter(({ header, state }) => header?.requestId === requestId && state.unified !== 'deleted').length;
}

type Partial = Omit<ConformanceCase, 'interface'>;
const forVolumes = (cases: readonly Partial[]): readonly ConformanceCase[] =>
  defineCases(cases.map((one) => ({ ...one, interface: 'volumes' })));

/** Block devices that outlive machines. */
export const volumeCases = forVolumes([
  {
    id: 'volumes.create.becomes-available',
    title: 'a new volume becomes available, with its size, header and tags',
    run: async (bench) => {
      const write = bench.write();
      const { ref } = await create(bench, 12, write);
      const volume = await bench.until('it is available', async () =>
        (await get(bench, ref))?.state.unified === 'available' ? get(bench, ref) : undefined,
      );
      checkEqual([volume.sizeGib, volume.header, volume.attachment], [12, write.header, undefined], 'size, header and attachment');
      check(carriesHeader(volume.tags, write.header), 'its tags hold all keys of the header');
      checkEqual(volume.tags.find(({ key }) => key === 'team')?.value, 'conformance', 'its own tag');
      checkData(volume, 'a volume');
    },
  },
  {
    id: 'volumes.create.same-token',
    title: 'the same token again, also from another process, answers the same volume and makes no second',
    run: async (bench) => {
      const write = bench.write();
      const first = await create(bench, 10, write);
      const second = await create(bench, 10, write, bench.another().provider.volumes);
      checkEqual(second.ref, first.ref, 'reference of the repeat');
      checkEqual(await countOf(bench, write.header.requestId), 1, 'volumes of one token');
    },
  },
  {
    id: 'volumes.create.same-token-other-size',
    title: 'the same token with another size makes no second volume: it is a Conflict, or answers the first',
    run: async (bench) => {
      const write = bench.write();
      await create(bench, 10, write);
      const outcome = await attempted(create(bench, 20, write));
      if ('error' in outcome) checkRefusal(outcome.error, ['Conflict'], 'the same token with another size');
      checkEqual(await countOf(bench, write.header.requestId), 1, 'volumes of one token');
    },
  },
  {
    id: 'volumes.create.lost-reply',
    title: 'a create whose answer is lost is OutcomeUnknown, and its repeat makes no second volume',
    provokes: ['loseReply'],
    run: async (bench) => {
      const write = bench.write();
      await bench.provoke.loseReply('volume-create', 1);
      await checkRefused(create(bench, 10, write), ['OutcomeUnknown'], 'a create whose answer is lost');
      await create(bench, 10, write);
      checkEqual(await countOf(bench, write.header.requestId), 1, 'volumes of one token');
    },
  },
  {
    id: 'volumes.create.impossible-size',
    title: 'a size that is not possible is InvalidTemplate, and makes nothing',
    run: async (bench) => {
      for (const sizeGib of [0, -1, 100_000_000]) {
        const write = bench.write();
        await checkRefused(create(bench, sizeGib, write), ['InvalidTemplate'], `a volume of ${sizeGib} GiB`);
        checkEqual(await countOf(bench, write.header.requestId), 0, 'volumes after a refusal');
      }
    },
  },
  {
    id: 'volumes.create.unknown-type',
    title: 'a kind of disk that does not exist is InvalidTemplate',
    run: async (bench) => {
      const spec = { tags: [], source: { kind: 'empty', sizeGib: 10 }, volumeType: 'conformance-no-such-type' } as const;
      await checkRefused(
        volumesOf(bench).create({ ...bench.write(), spec }),
        ['InvalidTemplate', 'Unsupported'],
        'an unknown kind of disk',
      );
    },
  },
  {
    id: 'volumes.create.unknown-snapshot',
    title: 'a volume from a snapshot that does not exist is NotFound',
    run: async (bench) => {
      const spec = { tags: [], source: { kind: 'snapshot', snapshotRef: 'conformance-absent-snapshot' } } as const;
      await checkRefused(
        volumesOf(bench).create({ ...bench.write(), spec }),
        ['NotFound', 'InvalidTemplate'],
        'a volume from an absent snapshot',
      );
    },
  },
  {
    id: 'volumes.create.from-snapshot',
    title: 'a volume from a snapshot names it, and has its size',
    run: async (bench) => {
      const snapshots: Snapshots | undefined = bench.provider.snapshots;
      if (snapshots === undefined) return;
      const volume = await ready(bench, 11);
      const { ref: snapshotRef } = await snapshots.create({ ...bench.write(), volumeRef: volume.ref, labels: { tags: [] } });
      await bench.until('the snapshot is available', async () =>
        (await snapshots.get({ ...bench.read(), snapshotRef }))?.state.unified === 'available' ? true : undefined,
      );
      const { ref } = await volumesOf(bench).create({ ...bench.write(), spec: { tags: [], source: { kind: 'snapshot', snapshotRef } } });
      const made = await get(bench, ref);
      checkEqual([made?.snapshotRef, made?.sizeGib], [snapshotRef, 11], 'origin and size');
    },
  },
  {
    id: 'volumes.create.poll',
    title: 'an operation reference is polled to its end by another process; an unknown one is NotFound',
    run: async (bench) => {
      const { operationRef } = await create(bench);
      const other = bench.another().provider.volumes as Volumes;
      if (operationRef !== undefined) {
        await bench.until('the operation is done', async () =>
          (await other.poll({ ...bench.read(), operationRef })).status === 'done' ? true : undefined,
        );
      }
      await checkRefused(
        other.poll({ ...bench.read(), operationRef: 'conformance-no-such-operation' as NonNullable<typeof operationRef> }),
        ['NotFound'],
        'an unknown operation',
      );
    },
  },
  {
    id: 'volumes.create.abort-before',
    title: 'a create that was aborted before sends nothing',
    run: async (bench) => {
      const before = bench.context.calls.length;
      await create(bench, 10, bench.write({ signal: AbortSignal.abort() })).catch(() => undefined);
      checkEqual(bench.context.calls.length, before, 'calls after an abort');
    },
  },
  {
    id: 'volumes.get.absent',
    title: 'get() of an absent volume is undefined, not an error',
    run: async (bench) => checkEqual(await get(bench, ABSENT), undefined, 'an absent volume'),
  },
  {
    id: 'volumes.list.pages',
    title: 'list() shows every volume once, by pages of two as in one',
    run: async (bench) => {
      const made: string[] = [];
      for (let count = 0; count < 5; count += 1) made.push((await create(bench)).ref);
      await bench.passVisibility();
      const refs = (await allPages((page) => volumesOf(bench).list({ ...page, filter: {} }), 2)).map(({ ref }) => ref);
      checkUnique(refs, 'volumes of a listing');
      checkSame(
        refs.filter((ref) => made.includes(ref)),
        made,
        'volumes that were made',
      );
    },
  },
  {
    id: 'volumes.list.filters',
    title: 'list() narrows by deployment, tag, state and machine',
    run: async (bench) => {
      const { volume, machineId } = await attached(bench);
      const free = await ready(bench);
      const refs = async (filter: Parameters<Volumes['list']>[0]['filter']) =>
        (await allPages((page) => volumesOf(bench).list({ ...page, filter }))).map(({ ref }) => ref);
      checkEqual(await refs({ deploymentId: 'f'.repeat(32) }), [], 'volumes of another deployment');
      checkEqual(await refs({ machineId }), [volume.ref], 'volumes of one machine');
      check((await refs({ tags: [{ key: 'team', value: 'conformance' }] })).includes(free.ref), 'volumes by tag');
      const available = await refs({ states: ['available'] });
      check(available.includes(free.ref) && !available.includes(volume.ref), 'volumes by state');
    },
  },
  {
    id: 'volumes.attach.and-detach',
    title: 'a volume is attached to a machine, and taken off again',
    run: async (bench) => {
      const { volume, machineId } = await attached(bench);
      await volumesOf(bench).detach({ ...bench.write(), volumeRef: volume.ref, machineId });
      await bench.until('the volume is available again', async () =>
        (await get(bench, volume.ref))?.state.unified === 'available' ? true : undefined,
      );
      checkEqual((await get(bench, volume.ref))?.attachment, undefined, 'attachment of a detached volume');
    },
  },
  {
    id: 'volumes.attach.repeatable',
    title: 'attaching to the same machine and detaching again are no errors',
    run: async (bench) => {
      const { volume, machineId } = await attached(bench);
      await volumesOf(bench).attach({ ...bench.write(), volumeRef: volume.ref, machineId });
      checkEqual((await get(bench, volume.ref))?.attachment?.machineId, machineId, 'machine of the volume');
      for (let times = 0; times < 2; times += 1) {
        await volumesOf(bench).detach({ ...bench.write(), volumeRef: volume.ref, machineId });
        await bench.until('the volume is available', async () =>
          (await get(bench, volume.ref))?.state.unified === 'available' ? true : undefined,
        );
      }
      const removal = await volumesOf(bench).detach({ ...bench.write(), volumeRef: ABSENT, machineId });
      checkEqual(removal.outcome, 'absent', 'outcome of detaching an absent volume');
    },
  },
  {
    id: 'volumes.attach.exclusive',
    title: 'a volume that another machine has is a Conflict, and stays there',
    run: async (bench) => {
      const { volume, machineId } = await attached(bench);
      const other = await machineNear(bench, volume);
      await checkRefused(
        volumesOf(bench).attach({ ...bench.write(), volumeRef: volume.ref, machineId: other }),
        ['Conflict'],
        'attaching a volume that another machine has',
      );
      checkEqual((await get(bench, volume.ref))?.attachment?.machineId, machineId, 'machine of the volume');
      await volumesOf(bench).detach({ ...bench.write(), volumeRef: volume.ref, machineId: other });
      checkEqual(
        (await get(bench, volume.ref))?.attachment?.machineId,
        machineId,
        'machine of the volume after it was detached from another',
      );
    },
  },
  {
    id: 'volumes.attach.absent',
    title: 'attaching an absent volume, or to an absent machine, is NotFound',
    run: async (bench) => {
      const volume = await ready(bench);
      const { absentMachineId } = bench.subject;
      await checkRefused(
        volumesOf(bench).attach({ ...bench.write(), volumeRef: volume.ref, machineId: absentMachineId }),
        ['NotFound'],
        'attaching to an absent machine',
      );
      const machineId = await machineNear(bench, volume);
      await checkRefused(
        volumesOf(bench).attach({ ...bench.write(), volumeRef: ABSENT, machineId }),
        ['NotFound'],
        'attaching an absent volume',
      );
    },
  },
  {
    id: 'volumes.resize.grows',
    title: 'a volume grows; the same size again is no error',
    run: async (bench) => {
      const { ref } = await ready(bench, 10);
      for (let times = 0; times < 2; times += 1) {
        await volumesOf(bench).resize({ ...bench.write(), volumeRef: ref, sizeGib: 20 });
        await bench.until('it has 20 GiB', async () => ((await get(bench, ref))?.sizeGib === 20 ? true : undefined));
      }
    },
  },
  {
    id: 'volumes.resize.never-shrinks',
    title: 'a smaller size is InvalidTemplate, and changes nothing',
    run: async (bench) => {
      const { ref } = await ready(bench, 10);
      await checkRefused(volumesOf(bench).resize({ ...bench.write(), volumeRef: ref, sizeGib: 9 }), ['InvalidTemplate'], 'a smaller size');
      checkEqual((await get(bench, ref))?.sizeGib, 10, 'size after a refusal');
    },
  },
  {
    id: 'volumes.delete.gone',
    title: 'a deleted volume is gone; deleting it again, or an absent one, is no error',
    run: async (bench) => {
      const { ref } = await ready(bench);
      await volumesOf(bench).delete({ ...bench.write(), volumeRef: ref });
      await gone(bench, ref);
      await volumesOf(bench).delete({ ...bench.write(), volumeRef: ref });
      checkEqual(
        (await volumesOf(bench).delete({ ...bench.write(), volumeRef: ABSENT })).outcome,
        'absent',
        'outcome of deleting an absent volume',
      );
    },
  },
  {
    id: 'volumes.delete.in-use',
    title: 'an attached volume is not deleted: that is a Conflict',
    run: async (bench) => {
      const { volume } = await attached(bench);
      await checkRefused(volumesOf(bench).delete({ ...bench.write(), volumeRef: volume.ref }), ['Conflict'], 'deleting an attached volume');
      check((await get(bench, volume.ref))?.attachment !== undefined, 'the volume is still attached');
    },
  },
]);
