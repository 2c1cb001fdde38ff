import { DatabaseSync } from 'node:sqlite';
import type { Cloud, CloudCompanion, CloudMachine } from '../cloud.ts';

type Row = Readonly<{ [column: string]: unknown }>;

const MACHINES_SQL = `SELECT machines.id, machines_now.state, machines.tags, machines.name, machines.units, machines.created_at_ms,
  machines.terminate_ordered_at_ms, machines.ended_at_ms, machines.reclaim_noticed_at_ms, machines.reclaim_deadline_at_ms
  FROM machines JOIN machines_now ON machines_now.id = machines.id ORDER BY machines.created_at_ms, machines.id`;
const GROUPS_SQL = `SELECT id, tags FROM groups WHERE state = 'active'`;
const VOLUMES_SQL = `SELECT id, tags, machine_id FROM volumes WHERE state <> 'deleted'`;

/** Reads the mock cloud's file without changing it; the documented tables and nothing else. */
export function readMockFile(file: string): Cloud {
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
