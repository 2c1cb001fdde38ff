import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** A lock that this process holds until it releases it or dies. */
export interface HeldLock {
  /** Whether the file that others would lock is still the one that we hold. False after a cleaner removed it. */
  stillInPlace(): boolean;
  /** Frees the lock. May be repeated. */
  release(): void;
}

/** SQLITE_BUSY. Source: sqlite.org/rescode.html. */
const BUSY = 5;

/** The journal stays in memory: a lock must be had on a full disk, too. */
const TAKE = 'PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE';

/**
 * Takes the lock at `path`, or answers `undefined` at once when another process holds it. The kernel frees it when its holder dies,
 * however it dies: a held exclusive transaction of SQLite is an advisory file lock.
 */
export function tryLock(path: string): HeldLock | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec(TAKE);
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return held(database, path);
}

function held(database: DatabaseSync, path: string): HeldLock {
  const inode = statSync(path).ino;
  return {
    stillInPlace: () => statSync(path, { throwIfNoEntry: false })?.ino === inode,
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === BUSY;
}
