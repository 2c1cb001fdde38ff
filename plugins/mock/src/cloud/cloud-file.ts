import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { CloudFileError } from './errors.js';
import { fileErrorOf, sqliteCode } from './file-errors.js';
import { APPLICATION_ID, SCHEMA_SQL, SCHEMA_VERSION, VIRTUAL_START_MS } from './schema.js';
import { Sql } from './sql.js';

/** Longest time that a process waits for its turn. Transactions take about a millisecond, so this is many hundred processes deep. */
const BUSY_TIMEOUT_MS = 30_000;
const SQLITE_BUSY = 5;
const RETRY_MS = 10;

/**
 * Opens the file that is the cloud and makes its tables when it is new. Many processes may do so at once.
 *
 * @param file - path, or `:memory:` for a cloud that this object alone sees
 * @throws {CloudFileError} when it cannot be opened, is no mock cloud, or was made by a newer version
 */
export function openCloudFile(file: string): Sql {
  try {
    if (file !== ':memory:') makeForOwner(file);
    return prepareDatabase(new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS }));
  } catch (error) {
    throw withFile(fileErrorOf(error), file);
  }
}

/** User data of machines stands in the file: a new one is nobody else's to read. Whatever is wrong with the path, SQLite says better. */
function makeForOwner(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Makes the tables in a new database. @throws {CloudFileError} when it holds something else */
function prepareDatabase(database: DatabaseSync): Sql {
  const sql = new Sql(database);
  try {
    useWriteAheadLog(database);
    database.exec('PRAGMA synchronous = NORMAL');
    if (pragma(sql, 'application_id') !== APPLICATION_ID) sql.transact(() => createTables(sql));
    checkVersion(sql);
    return sql;
  } catch (error) {
    sql.close();
    throw error;
  }
}

/** SQLite does not wait for others while it switches a file's journal, whatever its timeout: so this waits. */
function useWriteAheadLog(database: DatabaseSync): void {
  const deadline = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (sqliteCode(error) !== SQLITE_BUSY || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

function createTables(sql: Sql): void {
  const applicationId = pragma(sql, 'application_id');
  // Another process may have made them while this one waited for its turn.
  if (applicationId === APPLICATION_ID) return;
  const found = sql.get<{ tables: number }>('SELECT count(*) AS tables FROM sqlite_schema');
  if (applicationId !== 0 || found?.tables !== 0) {
    throw new CloudFileError('unusable', 'it is a database of something else; name a file that does not exist yet');
  }
  sql.database.exec(SCHEMA_SQL);
  sql.run('INSERT INTO clock VALUES (1, :mode, :start, 0)', { mode: 'real', start: VIRTUAL_START_MS });
  sql.database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
}

function checkVersion(sql: Sql): void {
  const version = pragma(sql, 'user_version');
  if (version === SCHEMA_VERSION) return;
  throw new CloudFileError(
    'unusable',
    `it has version ${version} and this package understands ${SCHEMA_VERSION}: use the package that made it, or delete the file`,
  );
}

function pragma(sql: Sql, name: 'application_id' | 'user_version'): number {
  const row = sql.get<Record<string, number>>(`PRAGMA ${name}`);
  return row?.[name] ?? 0;
}

/** The same error, naming the file. */
export function withFile(error: unknown, file: string): unknown {
  if (!(error instanceof CloudFileError)) return error;
  return new CloudFileError(error.kind, `mock cloud file ${file}: ${error.message}`, { cause: error });
}
