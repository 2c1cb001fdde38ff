import type { Accepted, Snapshot, SnapshotState, Snapshots } from '@hostwright/core/provider';
import { allPages } from '../../bench/all-pages.js';
import { carriesHeader, type Bench } from '../../bench/bench.js';
import { attempted, check, checkData, checkEqual, checkRefusal, checkRefused, checkSame, checkUnique } from '../../bench/check.js';
import { defineCases, type ConformanceCase } from '../../case.js';

const ABSENT = 'conformance-absent-snapshot';
const LABELS = { tags: [{ key: 'team', value: 'conformance' }] };

function snapshotsOf(bench: Bench): Snapshots {
  return bench.snapshots;
}

async function volumeRef(bench: Bench): Promise<string> {
  const volumes = bench.provider.volumes;
  check(volumes !== undefined, 'a provider with snapshots has volumes');
  const { ref } = await volumes.create({ ...bench.write(), spec: { tags: [], source: { kind: 'empty', sizeGib: 10 } } });
  await bench.until('the volume is available', async () =>
    (await volumes.get({ ...bench.read(), volumeRef: ref }))?.state.unified === 'available' ? true : undefined,
  );
  return ref;
}

function create(bench: Bench, volume: string, write = bench.write(), by = snapshotsOf(bench)): Promise<Accepted<SnapshotState>> {
  return by.create({ ...write, volumeRef: volume, labels: LABELS });
}

function get(bench: Bench, snapshotRef: string): Promise<Snapshot | undefined> {
  return snapshotsOf(bench).get({ ...bench.read(), snapshotRef });
}

async function ready(bench: Bench): Promise<Snapshot> {
  const { ref } = await create(bench, await volumeRef(bench));
  return bench.until(`snapshot ${ref} is available`, async () =>
    (await get(bench, ref))?.state.unified === 'available' ? get(bench, ref) : undefined,
  );
}

async function countOf(bench: Bench, requestId: string): Promise<number> {
  await bench.passVisibility();
  const all = await allPages((page) => snapshotsOf(bench).list({ ...page, filter: {} }));
  return all.filter(({ header, state }) => header?.requestId === requestId && state.unified !== 'deleted').length;
}

const forSnapshots = (cases: readonly Omit<ConformanceCase, 'interface'>[]): readonly ConformanceCase[] =>
  defineCases(cases.map((one) => ({ ...one, interface: 'snapshots' })));

/** What volumes held at one moment. */
export const snapshotCases = forSnapshots([
  {
    id: 'snapshots.create.becomes-available',
    title: 'a snapshot becomes available, with its volume, size, header and tags',
    run: async (bench) => {
      const [volume, write] = [await volumeRef(bench), bench.write()];
      const { ref } = await create(bench, volume, write);
      const snapshot = await bench.until('it is available', async () =>
        (await get(bench, ref))?.state.unified === 'available' ? get(bench, ref) : undefined,
      );
      checkEqual(
        [snapshot.volumeRef, snapshot.sizeGib, snapshot.header, snapshot.copiedFromRef],
        [volume, 10, write.header, undefined],
        'facts of the snapshot',
      );
      check(
        carriesHeader(snapshot.tags, write.header) && snapshot.tags.some(({ key, value }) => key === 'team' && value === 'conformance'),
        'its tags hold the header and its own',
      );
      checkData(snapshot, 'a snapshot');
    },
  },
  {
    id: 'snapshots.create.same-token',
    title: 'the same token again, also from another process, answers the same snapshot and makes no second',
    run: async (bench) => {
      const [volume, write] = [await volumeRef(bench), bench.write()];
      const first = await create(bench, volume, write);
      const second = await create(bench, volume, write, bench.another().provider.snapshots);
      checkEqual(second.ref, first.ref, 'reference of the repeat');
      checkEqual(await countOf(bench, write.header.requestId), 1, 'snapshots of one token');
    },
  },
  {
    id: 'snapshots.create.lost-reply',
    title: 'a create whose answer is lost is OutcomeUnknown, and its repeat makes no second snapshot',
    provokes: ['loseReply'],
    run: async (bench) => {
      const [volume, write] = [await volumeRef(bench), bench.write()];
      await bench.provoke.loseReply('snapshot-create', 1);
      await checkRefused(create(bench, volume, write), ['OutcomeUnknown'], 'a create whose answer is lost');
      await create(bench, volume, write);
      checkEqual(await countOf(bench, write.header.requestId), 1, 'snapshots of one token');
    },
  },
  {
    id: 'snapshots.create.absent-volume',
    title: 'a snapshot of an absent volume is NotFound',
    run: async (bench) =>
      void (await checkRefused(create(bench, 'conformance-absent-volume'), ['NotFound'], 'a snapshot of an absent volume')),
  },
  {
    id: 'snapshots.create.abort-before',
    title: 'a create that was aborted before sends nothing',
    run: async (bench) => {
      const volume = await volumeRef(bench);
      const before = bench.context.calls.length;
      await create(bench, volume, bench.write({ signal: AbortSignal.abort() })).catch(() => undefined);
      checkEqual(bench.context.calls.length, before, 'calls after an abort');
    },
  },
  {
    id: 'snapshots.get.absent',
    title: 'get() of an absent snapshot is undefined, not an error',
    run: async (bench) => checkEqual(await get(bench, ABSENT), undefined, 'an absent snapshot'),
  },
  {
    id: 'snapshots.list.pages-and-filters',
    title: 'list() shows every snapshot once, and narrows by volume and deployment',
    run: async (bench) => {
      const [first, second] = [await volumeRef(bench), await volumeRef(bench)];
      const refs: string[] = [];
      for (const volume of [first, first, second]) refs.push((await create(bench, volume)).ref);
      await bench.passVisibility();
      const listed = async (filter: Parameters<Snapshots['list']>[0]['filter']) =>
        (await allPages((page) => snapshotsOf(bench).list({ ...page, filter }), 2)).map(({ ref }) => ref);
      const all = await listed({});
      checkUnique(all, 'snapshots of a listing');
      checkSame(
        all.filter((ref) => refs.includes(ref)),
        refs,
        'snapshots that were made',
      );
      checkSame(await listed({ volumeRef: first }), refs.slice(0, 2), 'snapshots of one volume');
      checkEqual(await listed({ deploymentId: 'f'.repeat(32) }), [], 'snapshots of another deployment');
    },
  },
  {
    id: 'snapshots.copy.same-token',
    title: 'a copy names its source; the same token again makes no second one',
    run: async (bench) => {
      const source = await ready(bench);
      const write = bench.write();
      const copy = async () => snapshotsOf(bench).copy({ ...write, snapshotRef: source.ref, labels: LABELS });
      const outcome = await attempted(copy());
      if ('error' in outcome) {
        checkRefusal(outcome.error, ['Unsupported'], 'a copy');
        return;
      }
      const second = await copy();
      checkEqual(second.ref, outcome.answer.ref, 'reference of the repeat');
      const made = await bench.until('the copy is available', async () =>
        (await get(bench, second.ref))?.state.unified === 'available' ? get(bench, second.ref) : undefined,
      );
      checkEqual(made.copiedFromRef, source.ref, 'source of the copy');
      checkEqual(await countOf(bench, write.header.requestId), 1, 'copies of one token');
    },
  },
  {
    id: 'snapshots.copy.absent',
    title: 'a copy of an absent snapshot is NotFound, or copies are Unsupported',
    run: async (bench) => {
      await checkRefused(
        snapshotsOf(bench).copy({ ...bench.write(), snapshotRef: ABSENT, labels: LABELS }),
        ['NotFound', 'Unsupported'],
        'a copy of an absent snapshot',
      );
    },
  },
  {
    id: 'snapshots.delete.gone',
    title: 'a deleted snapshot is gone; deleting it again, or an absent one, is no error',
    run: async (bench) => {
      const { ref } = await ready(bench);
      await snapshotsOf(bench).delete({ ...bench.write(), snapshotRef: ref });
      await bench.until('the snapshot is gone', async () => {
        const snapshot = await get(bench, ref);
        return snapshot === undefined || snapshot.state.unified === 'deleted' ? true : undefined;
      });
      await snapshotsOf(bench).delete({ ...bench.write(), snapshotRef: ref });
      checkEqual(
        (await snapshotsOf(bench).delete({ ...bench.write(), snapshotRef: ABSENT })).outcome,
        'absent',
        'outcome of deleting an absent snapshot',
      );
    },
  },
  {
    id: 'snapshots.delete.volume-stays',
    title: 'the volume of a deleted snapshot stays',
    run: async (bench) => {
      const { ref, volumeRef: volume } = await ready(bench);
      await snapshotsOf(bench).delete({ ...bench.write(), snapshotRef: ref });
      check((await bench.provider.volumes?.get({ ...bench.read(), volumeRef: volume ?? '' })) !== undefined, 'the volume is still there');
    },
  },
  {
    id: 'snapshots.poll.unknown',
    title: 'an unknown operation is NotFound',
    run: async (bench) => {
      const operationRef = 'conformance-no-such-operation' as NonNullable<Accepted<SnapshotState>['operationRef']>;
      await checkRefused(snapshotsOf(bench).poll({ ...bench.read(), operationRef }), ['NotFound'], 'an unknown operation');
    },
  },
]);
