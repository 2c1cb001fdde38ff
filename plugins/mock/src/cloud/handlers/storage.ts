import type {
  CloudPage,
  CloudPageInput,
  CopySnapshotInput,
  CreateSnapshotInput,
  CreateVolumeInput,
  DescribeSnapshotsInput,
  DescribeVolumesInput,
} from '../api.js';
import { attachVolume, detachVolume } from '../attachments.js';
import { answer, changed, created, deleted, type Done } from '../done.js';
import { pageByIds } from '../pages.js';
import {
  copySnapshot,
  createSnapshot,
  deleteSnapshot,
  findSnapshot,
  showSnapshot,
  type CloudSnapshot,
  type SnapshotRow,
} from '../snapshot-store.js';
import { createOnce } from '../tokens.js';
import type { Turn } from '../turn.js';
import { showVolume, type CloudVolume } from '../volume-row.js';
import { createVolume, deleteVolume, findVolume, growVolume } from '../volume-store.js';

/** Makes a volume. */
export function newVolume(turn: Turn, input: CreateVolumeInput): Done<CloudVolume> {
  const { clientToken, ...parameters } = input;
  const { result, replayed } = createOnce(turn, { action: 'CreateVolume', clientToken, zone: input.zone, parameters }, () =>
    createVolume(turn, input),
  );
  return created(showVolume(findVolume(turn, result)), replayed, 1);
}

/** Attaches a volume to a machine. */
export function attach(
  turn: Turn,
  input: { readonly volumeId: string; readonly machineId: string; readonly device: string | undefined },
): Done<CloudVolume> {
  attachVolume(turn, findVolume(turn, input.volumeId), input.machineId, input.device);
  return changed(showVolume(findVolume(turn, input.volumeId)), 1);
}

/** Takes a volume off a machine. */
export function detach(turn: Turn, input: { readonly volumeId: string; readonly machineId: string }): Done<{ readonly detached: boolean }> {
  const detached = detachVolume(turn, findVolume(turn, input.volumeId), input.machineId);
  return changed({ detached }, detached ? 1 : 0);
}

/** Makes a volume larger. */
export function grow(turn: Turn, input: { readonly volumeId: string; readonly sizeGib: number }): Done<CloudVolume> {
  growVolume(turn, findVolume(turn, input.volumeId), input.sizeGib);
  return changed(showVolume(findVolume(turn, input.volumeId)), 1);
}

/** Deletes a volume. */
export function removeVolume(turn: Turn, { volumeId }: { readonly volumeId: string }): Done<CloudVolume> {
  const volume = findVolume(turn, volumeId);
  deleteVolume(turn, volume);
  return deleted({ ...showVolume(volume), state: 'deleted' }, 1);
}

/** Lists volumes, or shows those named. */
export function volumes(turn: Turn, input: DescribeVolumesInput): Done<CloudPage<CloudVolume>> {
  if (input.volumeIds !== undefined) {
    return answer({ items: input.volumeIds.map((id) => showVolume(findVolume(turn, id))), nextCursor: undefined });
  }
  return answer(listTable(turn, input, { name: 'volumes', show: showVolume }));
}

/** Makes a snapshot of a volume. */
export function newSnapshot(turn: Turn, input: CreateSnapshotInput): Done<CloudSnapshot> {
  const { clientToken, ...parameters } = input;
  const { result, replayed } = createOnce(turn, { action: 'CreateSnapshot', clientToken, zone: undefined, parameters }, () =>
    createSnapshot(turn, findVolume(turn, input.volumeId), input),
  );
  return created(showSnapshot(findSnapshot(turn, result), turn.nowMs), replayed, 1);
}

/** Copies a snapshot into the caller's region. */
export function copy(turn: Turn, input: CopySnapshotInput): Done<CloudSnapshot> {
  const { clientToken, ...parameters } = input;
  const { result, replayed } = createOnce(turn, { action: 'CopySnapshot', clientToken, zone: undefined, parameters }, () =>
    copySnapshot(turn, findSnapshot(turn, input.snapshotId, input.sourceRegion), input),
  );
  return created(showSnapshot(findSnapshot(turn, result), turn.nowMs), replayed, 1);
}

/** Deletes a snapshot. */
export function removeSnapshot(turn: Turn, { snapshotId }: { readonly snapshotId: string }): Done<CloudSnapshot> {
  const snapshot = findSnapshot(turn, snapshotId);
  deleteSnapshot(turn, snapshot);
  return deleted({ ...showSnapshot(snapshot, turn.nowMs), state: 'deleted' }, 1);
}

/** Lists snapshots, or shows those named. */
export function snapshots(turn: Turn, input: DescribeSnapshotsInput): Done<CloudPage<CloudSnapshot>> {
  if (input.snapshotIds !== undefined) {
    return answer({ items: input.snapshotIds.map((id) => showSnapshot(findSnapshot(turn, id), turn.nowMs)), nextCursor: undefined });
  }
  return answer(listTable(turn, input, { name: 'snapshots', show: (row: SnapshotRow) => showSnapshot(row, turn.nowMs) }));
}

interface Table<Row, Item> {
  readonly name: 'volumes' | 'snapshots';
  readonly show: (row: Row) => Item;
}

/** Reads one row more than the page takes: it tells whether another page follows. */
function listTable<Row, Item extends { readonly id: string }>(turn: Turn, input: CloudPageInput, table: Table<Row, Item>): CloudPage<Item> {
  const size = Math.min(input.limit ?? turn.behaviour.pageSize, turn.behaviour.pageSize);
  const rows = turn.sql.all<Row>(
    `SELECT * FROM ${table.name} WHERE account = :account AND region = :region AND state <> 'deleted' AND id > :after
     ORDER BY id LIMIT :limit + 0`,
    { account: turn.caller.account, region: turn.caller.region, after: input.cursor ?? '', limit: size + 1 },
  );
  return pageByIds(rows.map(table.show), size);
}
