import { existsSync, linkSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Clock, type ConnectionState, type DomainEvent, StoreError, systemClock, systemRandom } from '@hostwright/core/ports';
import { CLAIM_NOTE } from '../claim/claim-note.js';
import { parseRecord } from '../rows/record.js';
import { isSqliteError, translateError } from '../sqlite/errors.js';
import { copyStore } from './backup.js';
import { beginLifeAfter } from './ended-lives.js';
import { COMPANIONS, throughDraft } from './files.js';
import { NOTE, readNote, writeNote } from './notes.js';
import { label, sizeOf } from './open-plain.js';
import { type StoreVerdict, verifyStore } from './verify.js';

/** What is restored, and where to. */
export interface RestoreInput {
  /** A backup, or any whole store. It stays as it is. */
  readonly backup: string;
  /** The store's file, there or lost. No process may use it. */
  readonly file: string;
  /** Whose store it must be; undefined: anybody's. */
  readonly deploymentId?: string;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/** What was restored. */
export interface RestoreReport {
  readonly file: string;
  /** The file that stood there before, under its new name, with what belongs to it beside it; undefined when there was none. */
  readonly keptAside: string | undefined;
  /** When the backup was made; undefined where it does not say. */
  readonly backupMadeAtMs: number | undefined;
  readonly events: number;
  readonly lastSequence: number;
  readonly deploymentId: string;
  /** The life that the store begins with it. */
  readonly incarnation: string;
}

/**
 * Puts a backup in the place of a store. The file that stood there is kept beside it under another name.
 *
 * The restored store begins a new life, which knows what the backup knows of the earlier ones: what any of them launched after the backup was
 * made is told from that by its tags, whenever the cloud shows it, and the connection halts until the store is rebuilt. Every connection
 * counts as not swept yet.
 *
 * @throws {StoreError} nothing was changed. `busy`: a process uses the store; `corrupt`: the backup is damaged; `unavailable`: it is another
 *   deployment's, or the store itself; and as `backupStore`
 */
export async function restoreStore({ backup, file, deploymentId, clock = systemClock }: RestoreInput): Promise<RestoreReport> {
  const path = realPath(file);
  refuseItself(backup, path);
  refuseDamaged(backup, await verifyStore({ file: backup }));
  const hold = holdAlone(path);
  let keptAside: string | undefined;
  try {
    const fill = (draft: string): Omit<RestoreReport, 'file' | 'keptAside'> => {
      copyStore(backup, draft);
      return markRestored(draft, { backup, deploymentId, nowMs: clock.now() });
    };
    const report = throughDraft(path, fill, (draft) => {
      keptAside = keepAside(path, clock.now());
      renameSync(draft, path);
    });
    return { file: path, keptAside, ...report };
  } finally {
    hold?.close();
  }
}

/** Where a link leads: it stays, and what it leads to is replaced. */
function realPath(file: string): string {
  return existsSync(file) ? realpathSync(file) : resolve(file);
}

function refuseItself(backup: string, file: string): void {
  const [one, other] = [backup, file].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (one === undefined || one.dev !== other?.dev || one.ino !== other.ino) return;
  throw new StoreError('unavailable', `'${resolve(backup)}' is the store itself. Name a backup of it.`);
}

function refuseDamaged(backup: string, { damages: [first] }: StoreVerdict): void {
  if (first === undefined) return;
  throw new StoreError(
    'corrupt',
    `backup ${label(backup)} is damaged: ${first.where}: ${first.what}. Nothing was changed. Restore another backup.`,
  );
}

/**
 * Takes a store's file from everybody else, and brings all that belongs to it into the one file. Undefined when there is none, or one that
 * nobody can use.
 * @throws {StoreError} `busy`
 */
function holdAlone(path: string): DatabaseSync | undefined {
  // SQLite would begin to make a database of an empty file.
  if ((sizeOf(path) ?? 0) === 0) return undefined;
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // A process that has the store open holds a lock as long as it has: with it, neither statement succeeds.
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = delete');
    // Without a journal that would be deleted, by its name, when this connection ends: by then it would be the restored store's.
    database.exec('pragma journal_mode = memory; begin exclusive');
    rmSync(`${path}-journal`, { force: true });
    return database;
  } catch (error) {
    database.close();
    const kind = isSqliteError(error) ? error.errcode & 0xff : undefined;
    if (kind === CORRUPT || kind === NOTADB) return undefined;
    if (kind !== BUSY) throw translateError(error, label(path));
    const message = `The store ${label(path)} is in use by another process. Nothing was changed. End the agent and the calls that use it, then try again.`;
    throw new StoreError('busy', message, { cause: error });
  }
}

/** Source: https://sqlite.org/rescode.html */
const BUSY = 5;
const CORRUPT = 11;
const NOTADB = 26;

interface Marks {
  readonly backup: string;
  readonly deploymentId: string | undefined;
  readonly nowMs: number;
}

function markRestored(draft: string, { backup, deploymentId, nowMs }: Marks): Omit<RestoreReport, 'file' | 'keptAside'> {
  const copy = new DatabaseSync(draft);
  try {
    copy.exec('pragma journal_mode = delete; begin immediate');
    const stored = String(copy.prepare('select deployment_id as id from deployment').get()?.['id']);
    if (deploymentId !== undefined && deploymentId !== stored) {
      const what = `backup ${label(backup)} belongs to deployment ${stored}, not to ${deploymentId}. Nothing was changed. Restore a backup of this deployment.`;
      throw new StoreError('unavailable', what);
    }
    const backupMadeAtMs = readNote(copy, NOTE.backup)?.madeAtMs;
    const life = beginLifeAfter(copy, systemRandom.hex(8));
    writeNote(copy, NOTE.backup, undefined);
    // Whoever held the claim when the backup was made holds nothing now.
    writeNote(copy, CLAIM_NOTE, undefined);
    writeNote(copy, NOTE.restored, { restoredAtMs: nowMs, backupMadeAtMs });
    forgetSweeps(copy);
    appendEvent(copy, nowMs, { type: 'StoreRestored', backupMadeAtMs, ...life });
    copy.exec('commit');
    const events = Number(copy.prepare('select count(*) as count from events').get()?.['count']);
    return { backupMadeAtMs, events, lastSequence: life.lastSequence, deploymentId: stored, incarnation: life.incarnation };
  } catch (error) {
    throw translateError(error, label(draft));
  } finally {
    copy.close();
  }
}

/** A snapshot that was fresh when the backup was made would be taken for one of now. */
function forgetSweeps(copy: DatabaseSync): void {
  const save = copy.prepare('update connections set record = ? where connection = ?');
  for (const row of copy.prepare('select connection, record from connections').all()) {
    const state = parseRecord(String(row['record'])) as ConnectionState;
    const unswept: ConnectionState = { ...state, lastSweep: undefined, lastCompleteSweep: undefined, holder: undefined, leaseUntilMs: 0 };
    save.run(JSON.stringify(unswept), state.connection);
  }
}

function appendEvent(copy: DatabaseSync, atMs: number, event: DomainEvent): void {
  copy.prepare('insert into events (at_ms, event) values (?, ?)').run(atMs, JSON.stringify(event));
}

/**
 * Gives the store that stands there a second name, under which it stays. A log that nobody could bring into it goes with it first: beside
 * the restored store it would be taken for its log.
 */
function keepAside(path: string, nowMs: number): string | undefined {
  const aside = freeName(`${path}.before-restore-${new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`);
  const left = COMPANIONS.filter((end) => existsSync(`${path}${end}`));
  for (const end of left) renameSync(`${path}${end}`, `${aside}${end}`);
  if (!existsSync(path)) return (sizeOf(`${aside}-wal`) ?? 0) > 0 ? aside : undefined;
  linkOrRename(path, aside);
  return aside;
}

/** With a link there is a store at every moment. */
function linkOrRename(path: string, aside: string): void {
  try {
    linkSync(path, aside);
  } catch {
    renameSync(path, aside);
  }
}

function freeName(name: string): string {
  let free = name;
  for (let number = 2; existsSync(free); number += 1) free = `${name}-${number}`;
  return free;
}
