import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';

/** How often a lock that another process holds is asked for. */
const ASK_AGAIN_MS = 250;

/** SQLITE_BUSY. Source: sqlite.org/rescode.html. */
const BUSY = 5;

/**
 * Does `work` while no other process does work under the lock of that file: waits for its holder, however long that takes. The kernel frees
 * the lock when its holder dies: an exclusive transaction of SQLite is a lock on the file.
 */
export async function underLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    while (!isTaken(database)) await wait(ASK_AGAIN_MS);
    return await work();
  } finally {
    database.close();
  }
}

function isTaken(database: DatabaseSync): boolean {
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) return false;
    throw error;
  }
}
