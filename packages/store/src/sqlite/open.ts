import type { DatabaseSync } from 'node:sqlite';
import { DatabaseSync as Database } from 'node:sqlite';
import { type Clock, type Random, type Store, systemClock, systemRandom } from '@hostwright/core/ports';
import type { CreatedClaim } from '../claim/create-claim.js';
import type { HostClaim } from '../claim/host-claim.js';
import type { HostIdentity } from '../claim/host-identity.js';
import type { StoreClaim } from '../claim/store-claim.js';
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
import { SqliteStore, type SqliteStoreParts } from './store.js';

/** Two minutes: longer than a host needs to boot and a file server to fail over. */
const DEFAULT_CLAIM_SILENCE_MS = 120_000;

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
  /**
   * Whether other hosts use the file, too: then one host at a time may write, the one that holds the claim. `auto`: when it lies on a
   * network file system; `local`: you vouch that only this host uses it. @default 'auto'
   */
  readonly sharing?: 'auto' | 'local' | 'shared';
  /** After this time without a sign of life, by the file server's clock, another host may take over the claim. @default 120000 */
  readonly claimSilenceMs?: number;
  /** Whom other hosts take this process for. @default the machine's own ids */
  readonly host?: HostIdentity;
}

/** A store in a file or in memory. */
export interface SqliteStoreHandle extends Store {
  /** The claim on a store that other hosts can reach; undefined where no other host can. */
  readonly claim: StoreClaim | undefined;
  /** Whether opening it made it: nothing was there. */
  readonly isNew: boolean;
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
 *   is missing, or the store belongs to another deployment; `claimed`: it must be made or migrated, and another host holds the claim
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStoreHandle> {
  return openWithSchema(options, CURRENT);
}

/** As {@link openSqliteStore}, with a schema of choice. */
export async function openWithSchema(options: SqliteStoreOptions, schema: Schema): Promise<SqliteStoreHandle> {
  const { clock = systemClock, random = systemRandom, busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS, readOnly = false } = options;
  const session = sessionOf(options);
  const patience = new Patience(clock, random, busyTimeoutMs);
  try {
    const { claim, isNew } = await prepare({ session, patience, clock, random, schema, readOnly, options });
    return new SqliteStore({ session, patience, clock, schemaVersion: schema.version, readOnly, claim, isNew });
  } catch (error) {
    if (!session.source.shared) await session.close();
    throw error;
  }
}

const shared = new WeakMap<DatabaseSync, SqliteSession>();

function sessionOf(options: SqliteStoreOptions): SqliteSession {
  const { file, database, readOnly = false, readFileSystem, sharing = 'auto' } = options;
  if (database !== undefined) {
    const session = shared.get(database) ?? new SqliteSession(memorySource(() => database, true));
    shared.set(database, session);
    return session;
  }
  if (file === undefined) throw storeError('unavailable', 'without a place', 'neither a file nor a database was given');
  if (file === ':memory:') return new SqliteSession(memorySource(() => new Database(':memory:'), false));
  return new SqliteSession(new FileSource({ file, readOnly, readFileSystem, sharing }));
}

function memorySource(open: () => DatabaseSync, isShared: boolean): ConnectionSource {
  const label = 'in memory';
  return { label, open, shared: isShared, networked: false, verify: () => undefined, translate: (error) => translateError(error, label) };
}

interface Preparation {
  readonly session: SqliteSession;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly random: Random;
  readonly schema: Schema;
  readonly readOnly: boolean;
  readonly options: SqliteStoreOptions;
}

/** What is known of a store that is ready. */
type Prepared = Pick<SqliteStoreParts, 'claim' | 'isNew'>;

/** One look when the schema is current. */
async function prepare(preparation: Preparation): Promise<Prepared> {
  const { session, patience, schema, readOnly, options } = preparation;
  const state = await look(preparation);
  const { networked } = session.source;
  const claim = networked ? await claimOf(preparation) : undefined;
  if (readOnly && state.schema !== 'current') {
    const what = state.schema === 'empty' ? 'not there yet' : 'older';
    throw storeError('read-only', session.label, `its schema is ${what}: open it once for writing`);
  }
  if (!readOnly && !networked && !state.logged) await patience.retry(() => session.outside(() => session.row(SQL.useWriteAheadLog)));
  const isNew = state.schema !== 'current' && (await migrate(preparation, await schema.migrations(), claim?.guard));
  if (options.deploymentId !== undefined) await checkDeployment(preparation, options.deploymentId);
  return { claim, isNew };
}

/** Loaded only where it is needed: a store on a local disk has none. */
async function claimOf({ session, patience, clock, options }: Preparation): Promise<CreatedClaim> {
  const { file = '', claimSilenceMs = DEFAULT_CLAIM_SILENCE_MS, host } = options;
  const { createClaim } = await import('../claim/create-claim.js');
  return createClaim({ file, session, patience, clock, silenceMs: claimSilenceMs, host });
}

async function look({ session, patience, schema }: Preparation): Promise<DatabaseState> {
  let state: DatabaseState = { schema: 'current', logged: true };
  const check = (): void => void (state = readState(session, schema.version));
  await patience.retry(() => session.transaction('read', check, async () => undefined));
  return state;
}

/** Answers whether it made a new store. */
async function migrate(preparation: Preparation, migrations: readonly Migration[], claim: HostClaim | undefined): Promise<boolean> {
  const { session, patience, schema } = preparation;
  let found = 'current' as SchemaState;
  // Another process may have been faster: what counts is what stands there under the lock.
  const check = (): void => {
    found = readState(session, schema.version).schema;
    if (found === 'empty') claim?.checkNew();
    if (found === 'older') claim?.check();
  };
  await patience.retry(() =>
    session.transaction('write', check, async () => {
      if (found === 'current') return;
      await applyMigrations(preparation, migrations, found === 'empty');
      await claim?.enter(session.db);
    }),
  );
  if (found !== 'current') claim?.committed();
  return found === 'empty';
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

async function createDeployment(db: Db, { clock, random, options: { deploymentId } }: Preparation): Promise<void> {
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
