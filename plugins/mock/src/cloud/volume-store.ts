import type { CreateVolumeInput } from './api.js';
import { CloudError } from './errors.js';
import type { LaunchOrder } from './launch.js';
import { tagsText, type CloudTag } from './machine-row.js';
import { makeId } from './random.js';
import { findSnapshot } from './snapshot-store.js';
import type { Turn } from './turn.js';
import { volumeUse } from './storage-use.js';
import type { VolumeRow } from './volume-row.js';

/** Kinds of disk. Rates can be set where the kind has any. */
const VOLUME_TYPES: Readonly<Record<string, { readonly iops?: number; readonly throughputMib?: number }>> = {
  'mock-standard': {},
  'mock-fast': { iops: 3_000, throughputMib: 125 },
};

const DEFAULT_TYPE = 'mock-standard';
const MAX_SIZE_GIB = 16_384;

interface NewVolume {
  readonly id: string;
  readonly state: VolumeRow['state'];
  readonly tags: readonly CloudTag[];
  readonly zone: string;
  readonly name: string | undefined;
  readonly sizeGib: number;
  readonly type: string;
  readonly encrypted: boolean;
  readonly iops: number | undefined;
  readonly throughputMib: number | undefined;
  readonly snapshotId: string | undefined;
  readonly launchedWith: string | undefined;
  readonly device: string | undefined;
  readonly deleteWithMachine: boolean;
  readonly clientToken: string | undefined;
  readonly readyAtMs: number;
}

const INSERT_SQL = `INSERT INTO volumes (id, state, tags, account, region, zone, name, size_gib, type, encrypted, iops, throughput_mib,
  snapshot_id, launched_with, machine_id, device, delete_with_machine, client_token, created_at_ms, ready_at_ms)
  VALUES (:id, :state, :tags, :account, :region, :zone, :name, :sizeGib, :type, :encrypted, :iops, :throughputMib,
  :snapshotId, :launchedWith, :launchedWith, :device, :deleteWithMachine, :clientToken, :nowMs, :readyAtMs)`;

function insertVolume(turn: Turn, volume: NewVolume): void {
  turn.sql.run(INSERT_SQL, {
    id: volume.id,
    state: volume.state,
    tags: tagsText(volume.tags),
    account: turn.caller.account,
    region: turn.caller.region,
    zone: volume.zone,
    name: volume.name ?? null,
    sizeGib: volume.sizeGib,
    type: volume.type,
    encrypted: volume.encrypted ? 1 : 0,
    iops: volume.iops ?? null,
    throughputMib: volume.throughputMib ?? null,
    snapshotId: volume.snapshotId ?? null,
    launchedWith: volume.launchedWith ?? null,
    device: volume.device ?? null,
    deleteWithMachine: volume.deleteWithMachine ? 1 : 0,
    clientToken: volume.clientToken ?? null,
    nowMs: turn.nowMs,
    readyAtMs: volume.readyAtMs,
  });
}

/** The volume that comes with a new machine and, unless left behind, goes with it. */
export function addMachineVolume(
  turn: Turn,
  volume: { readonly machineId: string; readonly zone: string; readonly order: LaunchOrder; readonly deleteWithMachine: boolean },
): void {
  insertVolume(turn, {
    id: makeId(turn.seed, 'vol', turn.takeNumbers('volumes')),
    state: 'in-use',
    tags: volume.order.tags,
    zone: volume.zone,
    name: undefined,
    sizeGib: volume.order.volumeSizeGib,
    type: DEFAULT_TYPE,
    encrypted: true,
    iops: undefined,
    throughputMib: undefined,
    snapshotId: undefined,
    launchedWith: volume.machineId,
    device: '/dev/mock-a',
    deleteWithMachine: volume.deleteWithMachine,
    clientToken: undefined,
    readyAtMs: turn.nowMs,
  });
}

/** Makes a volume that belongs to no machine. @throws {CloudError} when size, kind, zone or quota forbid it */
export function createVolume(turn: Turn, input: CreateVolumeInput): string {
  const snapshot = input.snapshotId === undefined ? undefined : findSnapshot(turn, input.snapshotId);
  if (snapshot !== undefined && snapshot.state === 'creating') {
    throw new CloudError('IncorrectState', `the snapshot ${snapshot.id} is not ready yet`);
  }
  const sizeGib = checkSize(input.sizeGib ?? snapshot?.size_gib, snapshot?.size_gib ?? 1);
  const zone = input.zone ?? turn.behaviour.zones[0] ?? '';
  if (!turn.behaviour.zones.includes(zone)) throw new CloudError('InvalidZone.NotFound', `the zone ${zone} does not exist`);
  const type = input.type ?? DEFAULT_TYPE;
  const rates = ratesOf(type, input);
  checkVolumeQuota(turn, 1, sizeGib);
  const id = makeId(turn.seed, 'vol', turn.takeNumbers('volumes'));
  insertVolume(turn, {
    id,
    state: 'creating',
    tags: input.tags,
    zone,
    name: input.name,
    sizeGib,
    type,
    encrypted: input.encrypted || snapshot?.encrypted === 1,
    ...rates,
    snapshotId: input.snapshotId,
    launchedWith: undefined,
    device: undefined,
    deleteWithMachine: false,
    clientToken: input.clientToken,
    readyAtMs: turn.nowMs + turn.behaviour.volumeTimeMs,
  });
  return id;
}

function checkSize(sizeGib: number | undefined, leastGib: number): number {
  if (sizeGib !== undefined && Number.isInteger(sizeGib) && sizeGib >= leastGib && sizeGib <= MAX_SIZE_GIB) return sizeGib;
  throw new CloudError('InvalidParameterValue', `the size must be ${leastGib} to ${MAX_SIZE_GIB} GiB, not ${sizeGib ?? 'missing'}`);
}

function ratesOf(
  type: string,
  input: CreateVolumeInput,
): { readonly iops: number | undefined; readonly throughputMib: number | undefined } {
  const kind = Object.hasOwn(VOLUME_TYPES, type) ? VOLUME_TYPES[type] : undefined;
  if (kind === undefined) throw new CloudError('InvalidParameterValue', `the volume type ${type} does not exist`);
  if (kind.iops === undefined && (input.iops !== undefined || input.throughputMib !== undefined)) {
    throw new CloudError('Unsupported', `volumes of type ${type} have no settable rate`);
  }
  return { iops: input.iops ?? kind.iops, throughputMib: input.throughputMib ?? kind.throughputMib };
}

/** @throws {CloudError} `VolumeLimitExceeded` */
function checkVolumeQuota(turn: Turn, volumes: number, gib: number): void {
  const { quota } = turn.behaviour;
  const used = volumeUse(turn);
  const tooMany = quota.volumes !== undefined && used.volumes + volumes > quota.volumes;
  const tooLarge = quota.volumeGib !== undefined && used.gib + gib > quota.volumeGib;
  if (tooMany || tooLarge)
    throw new CloudError('VolumeLimitExceeded', `the account has ${used.volumes} volumes of ${used.gib} GiB: its quota is used up`);
}

/** The caller's volume. @throws {CloudError} `InvalidVolume.NotFound` */
export function findVolume(turn: Turn, id: string): VolumeRow {
  const row = turn.sql.get<VolumeRow>(
    `SELECT * FROM volumes WHERE id = :id AND account = :account AND region = :region AND state <> 'deleted'`,
    { id, account: turn.caller.account, region: turn.caller.region },
  );
  if (row === undefined) throw new CloudError('InvalidVolume.NotFound', `the volume ${id} does not exist`, { ids: [id] });
  return row;
}

/** Makes a volume larger. @throws {CloudError} `InvalidParameterValue` when it would shrink */
export function growVolume(turn: Turn, volume: VolumeRow, sizeGib: number): void {
  checkSize(sizeGib, volume.size_gib);
  checkVolumeQuota(turn, 0, sizeGib - volume.size_gib);
  turn.sql.run('UPDATE volumes SET size_gib = :sizeGib WHERE id = :id', { id: volume.id, sizeGib });
}

/** Deletes a volume that nothing uses. @throws {CloudError} `VolumeInUse` */
export function deleteVolume(turn: Turn, volume: VolumeRow): void {
  if (volume.machine_id !== null) {
    throw new CloudError('VolumeInUse', `the volume ${volume.id} is attached to ${volume.machine_id}`, { ids: [volume.id] });
  }
  turn.sql.run(`UPDATE volumes SET state = 'deleted', deleted_at_ms = :nowMs WHERE id = :id`, { id: volume.id, nowMs: turn.nowMs });
}
