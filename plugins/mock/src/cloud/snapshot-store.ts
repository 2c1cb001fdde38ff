import type { CopySnapshotInput, CreateSnapshotInput } from './api.js';
import { CloudError } from './errors.js';
import { tagsOf, tagsText, type CloudTag } from './machine-row.js';
import { makeId } from './random.js';
import { snapshotUse } from './storage-use.js';
import type { Turn } from './turn.js';
import type { VolumeRow } from './volume-row.js';

/** A snapshot as the table `snapshots` holds it. */
export interface SnapshotRow {
  readonly id: string;
  readonly state: 'creating' | 'available' | 'deleted';
  readonly tags: string;
  readonly account: string;
  readonly region: string;
  readonly name: string | null;
  readonly volume_id: string;
  readonly source_snapshot_id: string | null;
  readonly size_gib: number;
  readonly encrypted: number;
  readonly client_token: string | null;
  readonly created_at_ms: number;
  readonly ready_at_ms: number;
  readonly deleted_at_ms: number | null;
}

/** A snapshot as the cloud shows it. */
export interface CloudSnapshot {
  readonly id: string;
  readonly state: SnapshotRow['state'];
  readonly tags: readonly CloudTag[];
  readonly name: string | undefined;
  readonly volumeId: string;
  readonly copiedFrom: string | undefined;
  readonly sizeGib: number;
  readonly encrypted: boolean;
  readonly progressPercent: number;
  readonly createdAtMs: number;
}

/** What the cloud says of a snapshot at `nowMs`. */
export function showSnapshot(row: SnapshotRow, nowMs: number): CloudSnapshot {
  const takesMs = row.ready_at_ms - row.created_at_ms;
  const done = row.state === 'creating' && takesMs > 0 ? (nowMs - row.created_at_ms) / takesMs : 1;
  return {
    id: row.id,
    state: row.state,
    tags: tagsOf(row.tags),
    name: row.name ?? undefined,
    volumeId: row.volume_id,
    copiedFrom: row.source_snapshot_id ?? undefined,
    sizeGib: row.size_gib,
    encrypted: row.encrypted === 1,
    progressPercent: Math.floor(Math.min(1, Math.max(0, done)) * 100),
    createdAtMs: row.created_at_ms,
  };
}

/** The caller's snapshot in its region, or in another one. @throws {CloudError} `InvalidSnapshot.NotFound` */
export function findSnapshot(turn: Turn, id: string, region: string = turn.caller.region): SnapshotRow {
  const row = turn.sql.get<SnapshotRow>(
    `SELECT * FROM snapshots WHERE id = :id AND account = :account AND region = :region AND state <> 'deleted'`,
    { id, account: turn.caller.account, region },
  );
  if (row === undefined) throw new CloudError('InvalidSnapshot.NotFound', `the snapshot ${id} does not exist`, { ids: [id] });
  return row;
}

/** Freezes what a volume holds. @throws {CloudError} `SnapshotLimitExceeded` */
export function createSnapshot(turn: Turn, volume: VolumeRow, input: CreateSnapshotInput): string {
  return insertSnapshot(turn, {
    ...input,
    volumeId: volume.id,
    copiedFrom: undefined,
    sizeGib: volume.size_gib,
    encrypted: volume.encrypted,
  });
}

/** Copies a snapshot into the caller's region. @throws {CloudError} `SnapshotLimitExceeded`, or `IncorrectState` while it is being made */
export function copySnapshot(turn: Turn, source: SnapshotRow, input: CopySnapshotInput): string {
  if (source.state === 'creating') throw new CloudError('IncorrectState', `the snapshot ${source.id} is not ready yet`);
  return insertSnapshot(turn, {
    ...input,
    volumeId: source.volume_id,
    copiedFrom: source.id,
    sizeGib: source.size_gib,
    encrypted: source.encrypted,
  });
}

interface NewSnapshot {
  readonly volumeId: string;
  readonly copiedFrom: string | undefined;
  readonly sizeGib: number;
  readonly encrypted: number;
  readonly name: string | undefined;
  readonly tags: readonly CloudTag[];
  readonly clientToken: string;
}

function insertSnapshot(turn: Turn, snapshot: NewSnapshot): string {
  const limit = turn.behaviour.quota.snapshots;
  if (limit !== undefined && snapshotUse(turn) >= limit) {
    throw new CloudError('SnapshotLimitExceeded', `the account may have ${limit} snapshots`);
  }
  const id = makeId(turn.seed, 'snap', turn.takeNumbers('snapshots'));
  turn.sql.run(
    `INSERT INTO snapshots (id, state, tags, account, region, name, volume_id, source_snapshot_id, size_gib, encrypted, client_token,
       created_at_ms, ready_at_ms)
     VALUES (:id, 'creating', :tags, :account, :region, :name, :volumeId, :copiedFrom, :sizeGib, :encrypted, :clientToken, :nowMs, :readyAtMs)`,
    {
      id,
      tags: tagsText(snapshot.tags),
      account: turn.caller.account,
      region: turn.caller.region,
      name: snapshot.name ?? null,
      volumeId: snapshot.volumeId,
      copiedFrom: snapshot.copiedFrom ?? null,
      sizeGib: snapshot.sizeGib,
      encrypted: snapshot.encrypted,
      clientToken: snapshot.clientToken,
      nowMs: turn.nowMs,
      readyAtMs: turn.nowMs + turn.behaviour.snapshotTimeMs,
    },
  );
  return id;
}

/** Deletes a snapshot; volumes made from it stay. */
export function deleteSnapshot(turn: Turn, snapshot: SnapshotRow): void {
  turn.sql.run(`UPDATE snapshots SET state = 'deleted', deleted_at_ms = :nowMs WHERE id = :id`, { id: snapshot.id, nowMs: turn.nowMs });
}
