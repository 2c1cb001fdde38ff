import { DatabaseSync } from 'node:sqlite';
import type { Store } from '@hostwright/core/ports';
import { openSqliteStore } from '../sqlite/open.js';

/** A new store in memory, and its database for a look from outside. Both are closed afterwards. */
export async function withStore<Result>(body: (store: Store, database: DatabaseSync) => Promise<Result>): Promise<Result> {
  const database = new DatabaseSync(':memory:');
  const store = await openSqliteStore({ database });
  try {
    return await body(store, database);
  } finally {
    await store.close();
    database.close();
  }
}

/** The order of SQLite: by bytes of UTF-8. */
export function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
