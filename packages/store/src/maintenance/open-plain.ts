import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StoreError } from '@hostwright/core/ports';
import { SCHEMA_VERSION } from '../schema.js';
import { isSqliteError, storeError, translateFileError } from '../sqlite/errors.js';
import { APPLICATION_ID } from '../sqlite/schema-state.js';
import { SQL } from '../sqlite/sql.js';

/** How long a lock of another process is waited for, by SQLite itself: maintenance has nothing else to do meanwhile. */
const BUSY_TIMEOUT_MS = 10_000;

/** READONLY and CANTOPEN: the file cannot be read without writing beside it. Source: https://sqlite.org/rescode.html */
const NEEDS_WRITING: ReadonlySet<number> = new Set([8, 14]);

/**
 * Opens a store's file for maintenance. Nothing is changed, but for what any opening does: a change that a killed process left half done
 * is rolled back, which the rollback journal beside the file is for.
 *
 * @throws {StoreError} there is no such file, it may not be read, or it is locked too long
 */
export function openForReading(file: string): DatabaseSync {
  const path = resolve(file);
  requireFile(path);
  try {
    return opened(new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS }));
  } catch (error) {
    if (!isSqliteError(error) || !NEEDS_WRITING.has(error.errcode & 0xff)) throw translateFileError(error, path);
    return openOtherwise(path, error);
  }
}

/** How a store is named in messages. */
export function label(file: string): string {
  return `'${resolve(file)}'`;
}

/** The size of a file; undefined when there is none that can be looked at. */
export function sizeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size;
  } catch {
    return undefined;
  }
}

/** What the header says. */
export interface Header {
  /** Undefined: a database of something else, or empty. */
  readonly schemaVersion: number | undefined;
}

/**
 * Reads the header of a store.
 * @throws {StoreError} `newer-schema`
 */
export function readHeader(database: DatabaseSync, file: string): Header {
  const { applicationId, schemaVersion } = database.prepare(SQL.describe).get() ?? {};
  if (applicationId !== APPLICATION_ID) return { schemaVersion: undefined };
  const version = Number(schemaVersion);
  if (version <= SCHEMA_VERSION) return { schemaVersion: version };
  const what = `its schema has version ${version}, this version of the product knows ${SCHEMA_VERSION}`;
  throw storeError('newer-schema', label(file), what);
}

/**
 * Refuses what cannot be a store's file.
 * @throws {StoreError} `unavailable`, `read-only`
 */
export function requireFile(path: string): void {
  const found = look(path);
  if (found === undefined)
    throw new StoreError('unavailable', `There is no store ${label(path)}. Name the file of a store or of a backup.`);
  if (!found.isFile()) throw new StoreError('unavailable', `${label(path)} is no file. Name the file of a store or of a backup.`);
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new StoreError('read-only', `${label(path)} may not be read by this user. Run as its owner, or let this user read it.`, {
      cause,
    });
  }
}

function look(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new StoreError('unavailable', `${label(path)} cannot be looked at (${reason}). Check the path and its permissions.`, { cause });
  }
}

/** Reads once, so that what is wrong shows here. */
function opened(database: DatabaseSync): DatabaseSync {
  try {
    database.prepare(SQL.countSchema).get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A folder that cannot be written holds no process at work: its file can be taken as it is, unless a change in it is half done. */
function openOtherwise(path: string, first: unknown): DatabaseSync {
  try {
    if (isWritable(path)) return opened(new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS }));
    if (!hasContent(`${path}-wal`) && !hasContent(`${path}-journal`))
      return opened(new DatabaseSync(asImmutable(path), { readOnly: true }));
  } catch (error) {
    throw translateFileError(error, path);
  }
  const message = `${label(path)} holds a change that is half done, which cannot be completed without writing there. Copy it with its -wal or -journal file to a folder that this user may write.`;
  throw new StoreError('read-only', message, { cause: first });
}

function hasContent(path: string): boolean {
  return (sizeOf(path) ?? 0) > 0;
}

function asImmutable(path: string): URL {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return url;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
