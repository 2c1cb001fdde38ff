import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { openSqliteStore } from '@hostwright/store';
import { KeptDatabase } from './kept-database.js';
import { Choices } from './random.js';
import { StoreMemory } from './store-memory.js';

type Row = Readonly<Record<string, SQLInputValue>>;

/** What a store holds: its rows by table. */
export type StoreImage = ReadonlyMap<string, readonly Row[]>;

/** How a table is read, emptied and filled. */
interface TableStatements {
  readonly read: StatementSync;
  readonly clear: StatementSync;
  readonly insert: (row: Row) => void;
}

/** Databases that no history uses: to make one, and to prepare all statements on it anew, costs a part of what a history costs. */
const idle: DatabaseSync[] = [];
const memories = new WeakMap<DatabaseSync, StoreMemory>();
const tables = new WeakMap<DatabaseSync, ReadonlyMap<string, TableStatements>>();
let empty: StoreImage | undefined;

/** Id of the deployment of every history. */
export const DEPLOYMENT_ID = '00112233445566778899aabbccddeeff';

/** A database in memory that holds this image; without one, a new and empty store. */
export async function takeDatabase(image?: StoreImage): Promise<DatabaseSync> {
  const database = idle.pop() ?? (await makeDatabase());
  empty ??= imageOf(database);
  fill(database, image ?? empty);
  memories.set(database, new StoreMemory());
  return database;
}

/** What a database that was taken has answered since it was last changed. */
export function memoryOf(database: DatabaseSync): StoreMemory {
  const memory = memories.get(database);
  if (memory === undefined) throw new Error('nobody took this database');
  return memory;
}

/** Leaves a database to the next history. */
export function giveBack(database: DatabaseSync): void {
  if (database.isTransaction) database.close();
  else idle.push(database);
}

/** A copy of what a store holds. */
export function imageOf(database: DatabaseSync): StoreImage {
  return new Map([...tablesOf(database)].map(([name, { read }]) => [name, read.all() as readonly Row[]]));
}

/** Made by the store itself. */
async function makeDatabase(): Promise<DatabaseSync> {
  const database = new KeptDatabase();
  const clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };
  await openSqliteStore({ database, clock, random: new Choices(1, 'store'), deploymentId: DEPLOYMENT_ID });
  // It keeps events from ever being deleted, which is what happens between two histories, and in none.
  database.exec('DROP TRIGGER events_no_delete');
  return database;
}

function fill(database: DatabaseSync, image: StoreImage): void {
  database.exec('BEGIN');
  for (const [name, { clear, insert }] of tablesOf(database)) {
    clear.run();
    for (const row of image.get(name) ?? []) insert(row);
  }
  database.exec('COMMIT');
}

function tablesOf(database: DatabaseSync): ReadonlyMap<string, TableStatements> {
  const known = tables.get(database);
  if (known !== undefined) return known;
  const names = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).all();
  const found = new Map(names.map(({ name }) => [String(name), statementsOf(database, String(name))]));
  tables.set(database, found);
  return found;
}

function statementsOf(database: DatabaseSync, table: string): TableStatements {
  const columns = database
    .prepare('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map(({ name }) => String(name));
  const places = columns.map(() => '?').join(', ');
  const insert = database.prepare(`INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${places})`);
  return {
    read: database.prepare(`SELECT * FROM "${table}"`),
    clear: database.prepare(`DELETE FROM "${table}"`),
    insert: (row) => void insert.run(...columns.map((column) => row[column] ?? null)),
  };
}
