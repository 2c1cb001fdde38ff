import { tagsOf, type CloudTag } from './machine-row.js';

/** A volume as the table `volumes` holds it. */
export interface VolumeRow {
  readonly id: string;
  readonly state: 'creating' | 'available' | 'in-use' | 'deleted';
  readonly tags: string;
  readonly account: string;
  readonly region: string;
  readonly zone: string;
  readonly name: string | null;
  readonly size_gib: number;
  readonly type: string;
  readonly encrypted: number;
  readonly iops: number | null;
  readonly throughput_mib: number | null;
  readonly snapshot_id: string | null;
  readonly launched_with: string | null;
  readonly machine_id: string | null;
  readonly device: string | null;
  readonly delete_with_machine: number;
  readonly client_token: string | null;
  readonly created_at_ms: number;
  readonly ready_at_ms: number;
  readonly deleted_at_ms: number | null;
}

/** A volume as the cloud shows it. */
export interface CloudVolume {
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
  readonly machineId: string | undefined;
  readonly device: string | undefined;
  readonly createdAtMs: number;
}

/** What the cloud says of a volume. */
export function showVolume(row: VolumeRow): CloudVolume {
  return {
    id: row.id,
    state: row.state,
    tags: tagsOf(row.tags),
    zone: row.zone,
    name: row.name ?? undefined,
    sizeGib: row.size_gib,
    type: row.type,
    encrypted: row.encrypted === 1,
    iops: row.iops ?? undefined,
    throughputMib: row.throughput_mib ?? undefined,
    snapshotId: row.snapshot_id ?? undefined,
    machineId: row.machine_id ?? undefined,
    device: row.device ?? undefined,
    createdAtMs: row.created_at_ms,
  };
}
