import { DatabaseSync } from 'node:sqlite';

/** A machine as the cloud's own file tells of it. Times are the cloud's, in milliseconds since 1970. */
export interface CloudMachine {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly units: number;
  readonly createdAtMs: number;
  readonly terminateOrderedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  readonly reclaimNoticedAtMs: number | undefined;
  readonly reclaimDeadlineAtMs: number | undefined;
}

/** A group or a disk: something beside machines that costs money. */
interface CloudCompanion {
  readonly id: string;
  readonly kind: 'group' | 'volume';
  readonly tags: ReadonlyMap<string, string>;
  /** Of a volume: the machine that uses it. */
  readonly machineId: string | undefined;
}

/** Everything of the cloud that a verdict needs. */
export interface Cloud {
  /** Every machine that ever existed. */
  readonly machines: readonly CloudMachine[];
  /** Groups and volumes that exist now. */
  readonly companions: readonly CloudCompanion[];
}

type Row = Readonly<{ [column: string]: unknown }>;

const MACHINES_SQL = `SELECT machines.id, machines_now.state, machines.tags, machines.name, machines.units, machines.created_at_ms,
  machines.terminate_ordered_at_ms, machines.ended_at_ms, machines.reclaim_noticed_at_ms, machines.reclaim_deadline_at_ms
  FROM machines JOIN machines_now ON machines_now.id = machines.id ORDER BY machines.created_at_ms, machines.id`;
const GROUPS_SQL = `SELECT id, tags FROM groups WHERE state = 'active'`;
const VOLUMES_SQL = `SELECT id, tags, machine_id FROM volumes WHERE state <> 'deleted'`;

/** Reads the cloud's file without changing it; the documented tables and nothing else. */
export function readCloud(file: string): Cloud {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    return {
      machines: rows(database, MACHINES_SQL).map(toMachine),
      companions: [
        ...rows(database, GROUPS_SQL).map((row) => toCompanion(row, 'group')),
        ...rows(database, VOLUMES_SQL).map((row) => toCompanion(row, 'volume')),
      ],
    };
  } finally {
    database.close();
  }
}

/** States in which a machine costs money and nobody has ordered its end. */
const ALIVE: ReadonlySet<string> = new Set(['pending', 'running', 'stopping', 'stopped']);

/** Whether a machine runs, or will, and nobody has ordered its end. */
export function isAlive(machine: CloudMachine): boolean {
  return ALIVE.has(machine.state);
}

/** When a machine stopped counting: its end was ordered, or it ended by itself. Undefined while it goes on. */
export function endOf(machine: CloudMachine): number | undefined {
  const ends = [machine.terminateOrderedAtMs, machine.endedAtMs].filter((time) => time !== undefined);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

function rows(database: DatabaseSync, sql: string): readonly Row[] {
  return database.prepare(sql).all();
}

function toMachine(row: Row): CloudMachine {
  return {
    id: String(row['id']),
    name: String(row['name']),
    state: String(row['state']),
    tags: toTags(row['tags']),
    units: Number(row['units']),
    createdAtMs: Number(row['created_at_ms']),
    terminateOrderedAtMs: toTime(row['terminate_ordered_at_ms']),
    endedAtMs: toTime(row['ended_at_ms']),
    reclaimNoticedAtMs: toTime(row['reclaim_noticed_at_ms']),
    reclaimDeadlineAtMs: toTime(row['reclaim_deadline_at_ms']),
  };
}

function toCompanion(row: Row, kind: CloudCompanion['kind']): CloudCompanion {
  const machineId = row['machine_id'];
  return { id: String(row['id']), kind, tags: toTags(row['tags']), machineId: typeof machineId === 'string' ? machineId : undefined };
}

function toTime(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function toTags(value: unknown): ReadonlyMap<string, string> {
  const tags = JSON.parse(String(value)) as Readonly<{ [key: string]: unknown }>;
  return new Map(Object.entries(tags).map(([key, text]) => [key, String(text)]));
}
