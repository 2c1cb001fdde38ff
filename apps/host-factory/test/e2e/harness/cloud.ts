import { DatabaseSync } from 'node:sqlite';

/** A machine in the cloud's own file. */
export interface CloudMachine {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly tags: Readonly<{ [key: string]: string }>;
  readonly createdAtMs: number;
}

/** Reads the cloud's machines past the engine. */
export function machinesIn(cloudFile: string): readonly CloudMachine[] {
  return read(cloudFile, 'SELECT id, name, state, tags, created_at_ms FROM machines_now ORDER BY id').map((row) => ({
    id: String(row['id']),
    name: String(row['name']),
    state: String(row['state']),
    tags: JSON.parse(String(row['tags'])) as CloudMachine['tags'],
    createdAtMs: Number(row['created_at_ms']),
  }));
}

/** Machines that cost money and whose end nobody ordered. */
export function livingIn(cloudFile: string): readonly CloudMachine[] {
  return machinesIn(cloudFile).filter(({ state }) => state === 'pending' || state === 'running');
}

function read(file: string, sql: string): readonly Readonly<{ [column: string]: unknown }>[] {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}
