import type { StoreError } from '@hostwright/core/ports';
import type { Db } from '../schema.js';
import { storeError } from './errors.js';
import type { SqliteSession } from './session.js';
import { SQL } from './sql.js';

/** Marks our files: 'HWst' in ASCII. */
export const APPLICATION_ID = 0x48577374;

/** One step from one schema version to the next. */
export interface Migration {
  readonly version: number;
  up(db: Db): Promise<void>;
}

/** A schema: the current one, or that of another version in tests of upgrades. */
export interface Schema {
  readonly version: number;
  /** Loaded only when there is something to migrate. */
  migrations(): Promise<readonly Migration[]>;
}

/** What a database holds. */
export type SchemaState = 'current' | 'older' | 'empty';

export interface DatabaseState {
  readonly schema: SchemaState;
  /** Writers and readers do not wait for each other: so in every store, unless a backup tool changed it. */
  readonly logged: boolean;
}

/**
 * Looks once at a database that is being opened.
 * @throws {StoreError} `newer-schema`; `corrupt`: somebody else's database
 */
export function readState(session: SqliteSession, expected: number): DatabaseState {
  const logged = session.row(SQL.journalMode)['journal_mode'] !== 'delete';
  const { applicationId, schemaVersion, tables } = session.row(SQL.describe);
  if (applicationId === APPLICATION_ID) return { schema: compare(session, Number(schemaVersion), expected), logged };
  if (applicationId === 0 && schemaVersion === 0 && tables === 0) return { schema: 'empty', logged };
  throw storeError('corrupt', session.label, 'it is a database of something else');
}

function compare(session: SqliteSession, version: number, expected: number): SchemaState {
  if (version > expected) throw newer(session, version, expected);
  return version === expected ? 'current' : 'older';
}

/** Refuses to work on a schema that another version of the product made since the store was opened. */
export function verifySchema(session: SqliteSession, expected: number): void {
  const version = Number(session.row(SQL.schemaVersion)['user_version']);
  if (version === expected) return;
  if (version > expected) throw newer(session, version, expected);
  throw storeError(
    'unavailable',
    session.label,
    `its schema went back from version ${expected} to ${version}: it was replaced while it was open`,
  );
}

function newer(session: SqliteSession, version: number, expected: number): StoreError {
  return storeError('newer-schema', session.label, `its schema has version ${version}, this version of the product knows ${expected}`);
}
