import { openCloudFile, withFile } from './cloud-file.js';
import type { Sql } from './sql.js';

/** An open cloud file, to be released when it is not needed any more. */
export interface SharedFile {
  readonly sql: Sql;
  release(): void;
}

interface Entry {
  readonly sql: Sql;
  users: number;
}

/** Clouds in memory by their names: they exist once in this process, for as long as somebody uses them. */
const inMemory = new Map<string, Entry>();

/**
 * Opens the file that is the cloud. `:memory:NAME` is a cloud in memory that everybody in this process shares who says the same name;
 * `:memory:` alone is nobody else's.
 *
 * @param fix - fixes in a new file, or compares with an old one, what stays the same for the file's whole life
 * @throws {CloudFileError} when it cannot be used
 */
export function shareCloudFile(file: string, fix: (sql: Sql) => void): SharedFile {
  const shared = open(file);
  try {
    shared.sql.transact(() => fix(shared.sql));
    return shared;
  } catch (error) {
    shared.release();
    throw withFile(error, file);
  }
}

function open(file: string): SharedFile {
  if (!file.startsWith(':memory:') || file === ':memory:') {
    const sql = openCloudFile(file);
    return { sql, release: () => sql.close() };
  }
  const entry = inMemory.get(file) ?? { sql: openCloudFile(':memory:'), users: 0 };
  inMemory.set(file, entry);
  entry.users += 1;
  return { sql: entry.sql, release: () => leave(file, entry) };
}

function leave(file: string, entry: Entry): void {
  entry.users -= 1;
  if (entry.users > 0) return;
  inMemory.delete(file);
  entry.sql.close();
}
