import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { isStoreError } from '@hostwright/core/ports';
import { UnreadableRecordError } from '../rows/record.js';
import { SCHEMA_VERSION } from '../schema.js';
import { translateError } from '../sqlite/errors.js';
import type { SealedHead } from '../statements/events.js';
import type { Damage } from './damage.js';
import { contentDigest } from './digest.js';
import { checkEvents } from './event-check.js';
import { type BackupNote, NOTE, readNote } from './notes.js';
import { label, openForReading, readHeader, requireFile, sizeOf } from './open-plain.js';
import { checkPages, damageOf } from './page-check.js';
import { checkRows } from './row-check.js';
import { checkSchema } from './schema-check.js';

/** What is verified. */
export interface VerifyInput {
  /** A store, also one in use, or a backup of one. */
  readonly file: string;
}

/** What the event log was found to be. */
export interface EventsVerdict {
  readonly file: string;
  readonly events: number;
  /** Linked by hash; what came after is linked within a second or so. */
  readonly sealed: number;
  /** The last link; undefined when none is linked. Kept elsewhere, it proves later that nothing up to it was changed. */
  readonly head: SealedHead | undefined;
  /** Empty: every link follows from the one before. Else the first that does not. */
  readonly damages: readonly Damage[];
}

/** What a store was found to be. */
export interface StoreVerdict extends EventsVerdict {
  /** Undefined where it could not be read. */
  readonly schemaVersion: number | undefined;
  /** Rows read as records; 0 where the schema is older than this version's: it is migrated when the store is opened. */
  readonly rows: number;
  /** When `backupStore` made it; undefined for a store. Only in a backup is every single change found. */
  readonly backupMadeAtMs: number | undefined;
  /** Empty: nothing is damaged. The first is the first that was found; there may be more than are named. */
  readonly damages: readonly Damage[];
}

/**
 * Looks at all that is in a store or a backup: every page and index, the schema, every row, every link of the event log, and for a backup
 * that its content is what was backed up. Changes nothing. Reads one state, whatever is written meanwhile.
 *
 * @returns `damages` is empty when nothing is wrong
 * @throws {StoreError} it cannot be looked at: `unavailable`, `read-only`, `busy`, or `newer-schema`
 */
export async function verifyStore({ file }: VerifyInput): Promise<StoreVerdict> {
  const findings = await inOneState(file, (database) => judgeStore(database, file));
  return { ...NOTHING, file: resolve(file), ...findings };
}

/**
 * Looks at the event log alone.
 * @throws {StoreError} as {@link verifyStore}
 */
export async function verifyEvents({ file }: VerifyInput): Promise<EventsVerdict> {
  const findings = await inOneState(file, (database) => judgeEvents(database, file));
  const { events, sealed, head, damages } = { ...NOTHING, ...findings };
  return { file: resolve(file), events, sealed, head, damages };
}

const NOTHING = { schemaVersion: undefined, events: 0, sealed: 0, rows: 0, head: undefined, backupMadeAtMs: undefined };
const NO_STORE: Damage = { kind: 'file', where: 'file', what: 'it is a database of something else' };

type Findings = Partial<StoreVerdict> & Pick<StoreVerdict, 'damages'>;

async function judgeStore(database: DatabaseSync, file: string): Promise<Findings> {
  const { schemaVersion } = readHeader(database, file);
  if (schemaVersion === undefined) return { damages: [NO_STORE] };
  const pages = checkPages(database);
  // What stands in broken pages proves nothing about rows.
  if (pages.length > 0) return { schemaVersion, damages: pages };
  const isCurrent = schemaVersion === SCHEMA_VERSION;
  const schema = isCurrent ? await checkSchema(database) : [];
  const backup = readNote(database, NOTE.backup);
  const found = isCurrent ? checkRows(database) : { rows: 0, damages: [] };
  const { damage, ...chain } = checkEvents(database);
  const damages = [...schema, ...found.damages, ...asList(damage), ...checkContent(database, backup)];
  return { schemaVersion, rows: found.rows, ...chain, backupMadeAtMs: backup?.madeAtMs, damages };
}

async function judgeEvents(database: DatabaseSync, file: string): Promise<Findings> {
  if (readHeader(database, file).schemaVersion === undefined) return { damages: [NO_STORE] };
  const { damage, ...chain } = checkEvents(database);
  return { ...chain, damages: asList(damage) };
}

function checkContent(database: DatabaseSync, backup: BackupNote | undefined): readonly Damage[] {
  if (backup === undefined || contentDigest(database) === backup.digest) return [];
  return [{ kind: 'content', where: 'file', what: 'its content is not what was backed up' }];
}

function asList(damage: Damage | undefined): readonly Damage[] {
  return damage === undefined ? [] : [damage];
}

/** An error that shows that the file is no readable store is a finding, not a failure. */
async function inOneState(file: string, look: (database: DatabaseSync) => Promise<Findings>): Promise<Findings> {
  let database: DatabaseSync | undefined;
  try {
    const lost = lostContent(file);
    if (lost !== undefined) return { damages: [lost] };
    database = openForReading(file);
    database.exec('begin');
    return await look(database);
  } catch (error) {
    const damage = toDamage(error);
    if (damage === undefined) throw translateError(error, label(file));
    return { damages: [damage] };
  } finally {
    database?.close();
  }
}

function toDamage(error: unknown): Damage | undefined {
  if (error instanceof UnreadableRecordError) return { kind: 'row', where: 'table notes', what: error.message };
  if (!isStoreError(error)) return damageOf(error);
  if (error.kind !== 'corrupt') return undefined;
  return { kind: 'file', where: 'file', what: error.cause instanceof Error ? error.cause.message : error.message };
}

/** SQLite takes an empty file for an empty database, and throws the log of one away. */
function lostContent(file: string): Damage | undefined {
  const path = resolve(file);
  requireFile(path);
  if (sizeOf(path) !== 0) return undefined;
  const hasLog = (sizeOf(`${path}-wal`) ?? 0) > 0;
  return { kind: 'file', where: 'file', what: hasLog ? 'it is empty, but its log is there' : 'it is empty' };
}
