import type { DatabaseSync } from 'node:sqlite';
import { DatabaseSync as Database } from 'node:sqlite';
import { type Clock, type Random, type Store, systemClock, systemRandom } from '@hostwright/core/ports';
import type { ReadFileSystem } from '../file-system.js';
import { Patience } from '../patience.js';
import { type Db, SCHEMA_VERSION } from '../schema.js';
import { findDeployment } from '../statements/small-records.js';
import { storeError, translateError } from './errors.js';
import { FileSource } from './file-source.js';
import {
  APPLICATION_ID,
  type DatabaseState,
  type Migration,
  readState,
  type Schema,
  type SchemaState,
  verifySchema,
} from './schema-state.js';
import { type ConnectionSource, SqliteSession } from './session.js';
import { SQL } from './sql.js';
import { SqliteStore } from './store.js';

/** How long a lock held by another process is waited for. */
const DEFAULT_BUSY_TIMEOUT_MS = 4_000;

/** The store's file, or a database in memory. */
interface StorePlace {
  /** Path of the database file, whose folder exists, or `:memory:` for a store of this process alone. Exactly one of `file` and `database` is given. */
  readonly file?: string;
  /** An open database in memory that several stores share, each standing for a process of its own. The caller closes it. */
  readonly database?: DatabaseSync;
}

/** What {@link openSqliteStore} takes. */
export interface SqliteStoreOptions extends StorePlace {
  /** All waiting and all times go by it. @default the machine's clock */
  readonly clock?: Clock;
  /** @default the operating system's randomness */
  readonly random?: Random;
  /** Id of the deployment that the store belongs to. A new store takes it over. @default 128 random bits */
  readonly deploymentId?: string;
  /** Longest wait for a lock that another process holds. @default 4000 */
  readonly busyTimeoutMs?: number;
  /** Creates, migrates and changes nothing. @default false */
  readonly readOnly?: boolean;
  /** Tells what kind of file system a path lies on. @default `statfsSync` of node:fs */
  readonly readFileSystem?: ReadFileSystem;
}

const CURRENT: Schema = {
  version: SCHEMA_VERSION,
  migrations: async () => (await import('./migrations.js')).MIGRATIONS,
};

/**
 * Opens the store in an SQLite file, creating or migrating it first where needed. Any number of processes may do so at once; one that
 * ends without closing, or is killed, loses nothing that was acknowledged.
 *
 * @throws {StoreError} `unsupported-file-system`, `read-only`, `corrupt`, `newer-schema`, `full`, `busy`, or `unavailable`: the folder
 *   is missing, or the store belongs to another deployment
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  return openWithSchema(options, CURRENT);
}

/** As {@link openSqliteStore}, with a schema of choice. */
export async function openWithSchema(options: SqliteStoreOptions, schema: Schema): Promise<Store> {
  const { clock = systemClock, random = systemRandom, busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS, readOnly = false } = options;
  const session = sessionOf(options);
  const patience = new Patience(clock, random, busyTimeoutMs);
  try {
    await prepare({ session, patience, clock, random, schema, readOnly, deploymentId: options.deploymentId });
  } catch (error) {
    if (!session.source.shared) await session.close();
    throw error;
  }
  return new SqliteStore({ session, patience, clock, schemaVersion: schema.version, readOnly });
}

const shared = new WeakMap<DatabaseSync, SqliteSession>();

function sessionOf(options: SqliteStoreOptions): SqliteSession {
  const { file, database, readOnly = false, readFileSystem } = options;
  if (database !== undefined) {
    const session = shared.get(database) ?? new SqliteSession(memorySource(() => database, true));
    shared.set(database, session);
    return session;
  }
  if (file === undefined) throw storeError('unavailable', 'without a place', 'neither a file nor a database was given');
  if (file === ':memory:') return new SqliteSession(memorySource(() => new Database(':memory:'), false));
  return new SqliteSession(new FileSource({ file, readOnly, readFileSystem }));
}

function memorySource(open: () => DatabaseSync, isShared: boolean): ConnectionSource {
  const label = 'in memory';
  return { label, open, shared: isShared, verify: () => undefined, translate: (error) => translateError(error, label) };
}

interface Preparation {
  readonly session: SqliteSession;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly random: Random;
  readonly schema: Schema;
  readonly readOnly: boolean;
  readonly deploymentId: string | undefined;
}

/** One look when the schema is current. */
async function prepare(preparation: Preparation): Promise<void> {
  const { session, patience, schema, readOnly, deploymentId } = preparation;
  const state = await look(preparation);
  if (readOnly && state.schema !== 'current') {
    const what = state.schema === 'empty' ? 'not there yet' : 'older';
    throw storeError('read-only', session.label, `its schema is ${what}: open it once for writing`);
  }
  if (!readOnly && !state.logged) await patience.retry(() => session.outside(() => session.row(SQL.useWriteAheadLog)));
  if (state.schema !== 'current') await migrate(preparation, await schema.migrations());
  if (deploymentId !== undefined) await checkDeployment(preparation, deploymentId);
}

async function look({ session, patience, schema }: Preparation): Promise<DatabaseState> {
  let state: DatabaseState = { schema: 'current', logged: true };
  const check = (): void => void (state = readState(session, schema.version));
  await patience.retry(() => session.transaction('read', check, async () => undefined));
  return state;
}

async function migrate(preparation: Preparation, migrations: readonly Migration[]): Promise<void> {
  const { session, patience, schema } = preparation;
  let found: SchemaState = 'current';
  // Another process may have been faster: what counts is what stands there under the lock.
  const check = (): void => void (found = readState(session, schema.version).schema);
  await patience.retry(() =>
    session.transaction('write', check, async () => {
      if (found !== 'current') await applyMigrations(preparation, migrations, found === 'empty');
    }),
  );
}

async function applyMigrations(preparation: Preparation, migrations: readonly Migration[], isNew: boolean): Promise<void> {
  const { session, schema } = preparation;
  const from = Number(session.row(SQL.schemaVersion)['user_version']);
  for (const migration of migrations) {
    if (migration.version > from) await migration.up(session.db);
  }
  if (isNew) await createDeployment(session.db, preparation);
  session.execute(SQL.setApplicationId(APPLICATION_ID));
  session.execute(SQL.setSchemaVersion(schema.version));
}

async function createDeployment(db: Db, { clock, random, deploymentId }: Preparation): Promise<void> {
  const incarnation = random.hex(8);
  await db
    .insertInto('deployment')
    .values({
      id: 1,
      deployment_id: deploymentId ?? random.hex(16),
      incarnation,
      known_incarnations: JSON.stringify([incarnation]),
      last_sequence: 0,
      created_at_ms: clock.now(),
    })
    .execute();
}

/** A work directory and a configuration that do not belong together would act on each other's machines. */
async function checkDeployment({ session, patience, schema }: Preparation, deploymentId: string): Promise<void> {
  const check = (): void => verifySchema(session, schema.version);
  const stored = await patience.retry(() => session.transaction('read', check, () => findDeployment(session.db)));
  if (stored.deploymentId === deploymentId) return;
  throw storeError(
    'unavailable',
    session.label,
    `it belongs to deployment ${stored.deploymentId}, not to ${deploymentId}: its work directory and the configuration do not belong together`,
  );
}
