import {
  headerOfTags,
  type Accepted,
  type OperationInput,
  type Page,
  type Snapshot,
  type SnapshotFilter,
  type Snapshots,
  type SnapshotState,
} from '@hostwright/core/provider';
import type { CloudSnapshot } from '../cloud/snapshot-store.js';
import { allTags, operationOf, operationState, orAbsent, orUndefined, passesFilter } from './resources.js';
import type { Session } from './session.js';

/** The cloud's words for snapshots in the contract's. Source: the table "Snapshot states" of this package's README. */
const SNAPSHOT_STATES: Readonly<Record<CloudSnapshot['state'], SnapshotState>> = {
  creating: 'creating',
  available: 'available',
  deleted: 'deleted',
};

/** The snapshots of one connection. */
export function createSnapshots(session: Session): Snapshots {
  const find = async (input: OperationInput, id: string): Promise<CloudSnapshot | undefined> =>
    orUndefined(async () => {
      const { items } = await session.read('DescribeSnapshots', { snapshotIds: [id] }, input.signal);
      return items[0];
    });
  return {
    create: (input) => create(session, input),
    copy: (input) => copy(session, input),
    list: (input) => list(session, input),
    delete: (input) =>
      orAbsent(async () => {
        await session.delete('DeleteSnapshot', { snapshotId: input.snapshotRef }, input);
        return true;
      }),
    get: async (input) => {
      const found = await find(input, input.snapshotRef);
      return found === undefined ? undefined : toSnapshot(found);
    },
    poll: async (input) => operationState(input.operationRef, await find(input, input.operationRef)),
  };
}

async function create(session: Session, input: Parameters<Snapshots['create']>[0]): Promise<Accepted<SnapshotState>> {
  const { volumeRef, labels, header, token } = input;
  const tags = allTags(labels.tags, header);
  return accepted(await session.create('CreateSnapshot', { clientToken: token, volumeId: volumeRef, name: labels.name, tags }, input));
}

async function copy(session: Session, input: Parameters<Snapshots['copy']>[0]): Promise<Accepted<SnapshotState>> {
  const { snapshotRef, sourceRegion, labels, header, token } = input;
  const tags = allTags(labels.tags, header);
  return accepted(
    await session.create('CopySnapshot', { clientToken: token, snapshotId: snapshotRef, sourceRegion, name: labels.name, tags }, input),
  );
}

async function list(session: Session, input: Parameters<Snapshots['list']>[0]): Promise<Page<Snapshot>> {
  const { cursor, limit, filter, signal } = input;
  const page = await session.read('DescribeSnapshots', { cursor, limit }, signal);
  return { items: page.items.map(toSnapshot).filter((snapshot) => isWanted(snapshot, filter)), nextCursor: page.nextCursor };
}

function isWanted(snapshot: Snapshot, filter: SnapshotFilter): boolean {
  if (filter.states?.includes(snapshot.state.unified) === false) return false;
  if (filter.volumeRef !== undefined && snapshot.volumeRef !== filter.volumeRef) return false;
  return passesFilter(snapshot, filter);
}

function accepted(snapshot: CloudSnapshot): Accepted<SnapshotState> {
  const answer = { ref: snapshot.id, state: { unified: SNAPSHOT_STATES[snapshot.state], raw: snapshot.state } };
  return snapshot.state === 'creating' ? { ...answer, operationRef: operationOf(snapshot.id) } : answer;
}

function toSnapshot(snapshot: CloudSnapshot): Snapshot {
  return {
    ref: snapshot.id,
    header: headerOfTags(snapshot.tags),
    name: snapshot.name,
    state: { unified: SNAPSHOT_STATES[snapshot.state], raw: snapshot.state },
    createdAtMs: snapshot.createdAtMs,
    tags: snapshot.tags,
    volumeRef: snapshot.volumeId,
    copiedFromRef: snapshot.copiedFrom,
    sizeGib: snapshot.sizeGib,
    encrypted: snapshot.encrypted,
    progressPercent: snapshot.progressPercent,
  };
}
