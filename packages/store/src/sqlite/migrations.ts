import { type CreateTableBuilder, sql } from 'kysely';
import type { Db } from '../schema.js';
import type { Migration } from './schema-state.js';
import { SQL } from './sql.js';

/** Every schema from the first; the last is the current one. What was published once never changes. */
export const MIGRATIONS: readonly Migration[] = [{ version: 1, up: createSchema }];

async function createSchema(db: Db): Promise<void> {
  await createSmallTables(db);
  await createRequests(db);
  await createIntents(db);
  await createMachines(db);
  await createEvents(db);
}

type Columns = (table: CreateTableBuilder<string>) => CreateTableBuilder<string>;

/** A table whose key is one or more texts. */
async function createTable(db: Db, name: string, key: readonly string[], columns: Columns): Promise<void> {
  const empty: CreateTableBuilder<string> = db.schema.createTable(name);
  const keyed = key.reduce((table, column) => table.addColumn(column, 'text', (definition) => definition.notNull()), empty);
  await columns(keyed)
    .addPrimaryKeyConstraint(`${name}_key`, [...key] as never)
    .execute();
}

/** A table and its archive have the same columns in the same order: rows move as they are. */
async function createWithArchive(db: Db, name: string, key: readonly string[], columns: Columns): Promise<void> {
  await createTable(db, name, key, columns);
  await createTable(db, `${name}_archive`, key, columns);
}

async function createIndex(db: Db, table: string, name: string, columns: readonly string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_${name}`)
    .on(table)
    .columns([...columns])
    .execute();
}

/** An index of the few rows that are asked for all the time. Queries must state the same condition with a literal. */
async function createPartialIndex(db: Db, table: string, name: string, columns: readonly string[], condition: string): Promise<void> {
  await db.schema
    .createIndex(`${table}_${name}`)
    .on(table)
    .columns([...columns])
    .where(sql.raw<boolean>(condition))
    .execute();
}

async function createSmallTables(db: Db): Promise<void> {
  await db.schema
    .createTable('deployment')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('deployment_id', 'text', (column) => column.notNull())
    .addColumn('incarnation', 'text', (column) => column.notNull())
    .addColumn('known_incarnations', 'text', (column) => column.notNull())
    .addColumn('last_sequence', 'bigint', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await createTable(db, 'connections', ['connection'], (table) => table.addColumn('record', 'text', (column) => column.notNull()));
  await createTable(db, 'shapes', ['connection', 'options_hash'], (table) =>
    table.addColumn('record', 'text', (column) => column.notNull()),
  );
  await createTable(db, 'buckets', ['bucket'], (table) => table.addColumn('record', 'text', (column) => column.notNull()));
  await createTable(db, 'template_locks', ['connection', 'template_id'], (table) => table);
  await createTable(db, 'notes', ['key'], (table) => table.addColumn('value', 'text', (column) => column.notNull()));
}

async function createRequests(db: Db): Promise<void> {
  await createWithArchive(db, 'requests', ['request_id'], (table) =>
    table
      .addColumn('call_id', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('ended', 'integer', (column) => column.notNull())
      .addColumn('connection', 'text')
      .addColumn('template_id', 'text')
      .addColumn('desired_units', 'integer', (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('ended_at_ms', 'bigint')
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull()),
  );
  for (const table of ['requests', 'requests_archive']) {
    await db.schema.createIndex(`${table}_call`).on(table).column('call_id').unique().execute();
    await createIndex(db, table, 'created', ['created_at_ms', 'request_id']);
  }
  await createPartialIndex(db, 'requests', 'open', ['connection', 'template_id'], 'ended = 0');
  await createPartialIndex(db, 'requests', 'newest_open', ['created_at_ms', 'request_id'], 'ended = 0');
  await createPartialIndex(db, 'requests', 'ended', ['ended_at_ms'], 'ended = 1');
  await createTable(db, 'return_connections', ['request_id', 'connection'], (table) => table);
  await createIndex(db, 'return_connections', 'connection', ['connection']);
}

async function createIntents(db: Db): Promise<void> {
  await createWithArchive(db, 'intents', ['intent_id'], (table) =>
    table
      .addColumn('sequence', 'bigint', (column) => column.notNull())
      .addColumn('connection', 'text', (column) => column.notNull())
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addColumn('operation', 'text', (column) => column.notNull())
      .addColumn('settled', 'integer', (column) => column.notNull())
      .addColumn('settled_at_ms', 'bigint')
      .addColumn('awaited_units', 'integer', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull()),
  );
  await createWithArchive(db, 'attempts', ['attempt_id'], (table) =>
    table.addColumn('intent_id', 'text', (column) => column.notNull()).addColumn('record', 'text', (column) => column.notNull()),
  );
  for (const suffix of ['', '_archive']) {
    await createIndex(db, `intents${suffix}`, 'request', ['request_id', 'sequence']);
    await createIndex(db, `intents${suffix}`, 'sequence', ['sequence']);
    await createIndex(db, `attempts${suffix}`, 'intent', ['intent_id']);
  }
  await createPartialIndex(db, 'intents', 'open', ['connection', 'sequence'], 'settled = 0');
  await createPartialIndex(db, 'intents', 'settled', ['settled_at_ms'], 'settled = 1');
}

async function createMachines(db: Db): Promise<void> {
  await createWithArchive(db, 'machines', ['machine_id', 'connection'], (table) =>
    table
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addColumn('intent_id', 'text', (column) => column.notNull())
      .addColumn('template_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('gone_at_ms', 'bigint')
      .addColumn('orphan', 'integer', (column) => column.notNull())
      .addColumn('unwanted', 'integer', (column) => column.notNull())
      .addColumn('units', 'integer', (column) => column.notNull())
      .addColumn('held_units', 'integer', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull()),
  );
  await createWithArchive(db, 'groups', ['connection', 'ref'], (table) =>
    table
      .addColumn('intent_id', 'text', (column) => column.notNull())
      .addColumn('deleted', 'integer', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull()),
  );
  for (const table of ['machines', 'machines_archive']) {
    await createIndex(db, table, 'request', ['request_id', 'held_units']);
    await createIndex(db, table, 'intent', ['intent_id', 'units']);
    await createIndex(db, table, 'name', ['name']);
  }
  await createPartialIndex(db, 'machines', 'live', ['connection', 'machine_id'], 'gone_at_ms is null');
  await createPartialIndex(db, 'machines', 'counted', ['connection', 'template_id', 'units'], 'gone_at_ms is null and orphan = 0');
  await createPartialIndex(db, 'machines', 'unwanted', ['connection', 'machine_id'], 'gone_at_ms is null and unwanted = 1');
  await createPartialIndex(db, 'machines', 'gone', ['gone_at_ms'], 'gone_at_ms is not null');
  await createIndex(db, 'groups', 'intent', ['intent_id']);
}

async function createEvents(db: Db): Promise<void> {
  await db.schema
    .createTable('events')
    .addColumn('position', 'integer', (column) => column.primaryKey())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('hash', 'text')
    .execute();
  await createPartialIndex(db, 'events', 'unsealed', ['position'], 'hash is null');
  for (const trigger of SQL.appendOnlyEvents) await sql.raw(trigger).execute(db);
}
