import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../sqlite/open.js';
import type { Damage } from './damage.js';

/** The SQL of each object by its type and name: `table events`. */
type Objects = ReadonlyMap<string, string>;

/** Compares tables, indexes and triggers with those of a new store: without its triggers the event log could be changed unnoticed. */
export async function checkSchema(database: DatabaseSync): Promise<readonly Damage[]> {
  const [expected, found] = [await expectedObjects(), objectsOf(database)];
  const damages: Damage[] = [];
  for (const [name, sql] of expected) {
    const actual = found.get(name);
    if (actual === undefined) damages.push({ kind: 'schema', where: name, what: 'it is missing' });
    else if (actual !== sql) damages.push({ kind: 'schema', where: name, what: 'it is defined otherwise than by this product' });
  }
  for (const name of found.keys()) {
    if (!expected.has(name)) damages.push({ kind: 'schema', where: name, what: 'it is none of this product' });
  }
  return damages;
}

/** What a new store has. */
export async function expectedObjects(): Promise<Objects> {
  const database = new DatabaseSync(':memory:');
  try {
    const store = await openSqliteStore({ database });
    await store.close();
    return objectsOf(database);
  } finally {
    database.close();
  }
}

/** What a database has. */
export function objectsOf(database: DatabaseSync): Objects {
  const rows = database
    .prepare(`select type, name, sql from sqlite_schema where name not like 'sqlite_stat%' order by type desc, name`)
    .all();
  return new Map(rows.map(({ type, name, sql }) => [`${String(type)} ${String(name)}`, String(sql)]));
}
