import { lstatSync, realpathSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Clock, StoreError, systemClock } from '@hostwright/core/ports';
import { storeError, translateError } from '../sqlite/errors.js';
import { contentDigest } from './digest.js';
import { COMPANIONS, putNew, throughDraft } from './files.js';
import { NOTE, writeNote } from './notes.js';
import { label, openForReading, readHeader } from './open-plain.js';

/** What is backed up, and where to. */
export interface BackupInput {
  /** The store's file. Any number of processes may use it meanwhile. */
  readonly file: string;
  /** The backup's file: it must not exist, its folder must. */
  readonly target: string;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/** A backup that is on disk. */
export interface BackupReport {
  readonly target: string;
  readonly bytes: number;
  readonly madeAtMs: number;
  readonly schemaVersion: number;
  readonly deploymentId: string;
  readonly lastSequence: number;
  readonly events: number;
  /** SHA-256 of its content; it stands in the backup, too, so that `verifyStore` finds every change of it. */
  readonly digest: string;
}

/**
 * Copies a store as it is at one moment, while it is in use, into one file that is readable by its owner only.
 *
 * The file appears under its name when it is whole and on disk; when anything fails, nothing is left. What was acknowledged before the
 * call is in it. Nothing that exists is overwritten.
 *
 * @throws {StoreError} `unavailable`: no such store, no such folder, the target exists; `full`; `read-only`; `corrupt`; `newer-schema`; `busy`
 */
export function backupStore({ file, target, clock = systemClock }: BackupInput): BackupReport {
  const path = resolve(target);
  const problem = backupTargetProblem(path, file);
  if (problem !== undefined) throw new StoreError('unavailable', problem);
  const madeAtMs = clock.now();
  const found = throughDraft(path, (draft) => fillBackup(file, draft, madeAtMs), putNew);
  return { target: path, bytes: statSync(path).size, madeAtMs, ...found };
}

/**
 * Writes what a store holds at one moment into an empty file.
 * @throws {StoreError} as {@link backupStore}
 */
export function copyStore(file: string, draft: string): void {
  const source = openForReading(file);
  try {
    if (readHeader(source, file).schemaVersion === undefined) throw storeError('corrupt', label(file), 'it is no store');
    // In one read transaction, unlike SQLite's backup interface, which begins anew whenever another process writes.
    source.prepare('vacuum into ?').run(draft);
  } catch (error) {
    throw translateError(error, label(file));
  } finally {
    source.close();
  }
}

function fillBackup(file: string, draft: string, madeAtMs: number): Omit<BackupReport, 'target' | 'bytes' | 'madeAtMs'> {
  copyStore(file, draft);
  const copy = new DatabaseSync(draft);
  try {
    // One file, which any SQLite opens, also where nothing can be written beside it.
    copy.exec('pragma journal_mode = delete');
    const digest = contentDigest(copy);
    writeNote(copy, NOTE.backup, { madeAtMs, host: hostname(), digest });
    return { ...describe(copy), digest };
  } catch (error) {
    throw translateError(error, label(draft));
  } finally {
    copy.close();
  }
}

function describe(copy: DatabaseSync): Pick<BackupReport, 'schemaVersion' | 'deploymentId' | 'lastSequence' | 'events'> {
  const row = copy
    .prepare(
      `select user_version as version, (select deployment_id from deployment) as id, (select last_sequence from deployment) as sequence,
       (select count(*) from events) as events from pragma_user_version`,
    )
    .get();
  return {
    schemaVersion: Number(row?.['version']),
    deploymentId: String(row?.['id']),
    lastSequence: Number(row?.['sequence']),
    events: Number(row?.['events']),
  };
}

/** Why a backup of `file` cannot be put there; undefined when it can. */
export function backupTargetProblem(target: string, file: string): string | undefined {
  const path = resolve(target);
  const folder = dirname(path);
  const place = statSync(folder, { throwIfNoEntry: false });
  if (place === undefined) return `The folder '${folder}' does not exist. Create it, or name another one.`;
  if (!place.isDirectory()) return `'${folder}' is no folder. Name a file in a folder.`;
  if (isPartOf(path, file)) return `'${path}' is the store itself, or a file of it. Name a file elsewhere.`;
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return `'${path}' is a folder. Name a file in it.`;
  return found === undefined ? undefined : `'${path}' exists. Name a file that does not.`;
}

function isPartOf(target: string, file: string): boolean {
  const parts = ['', ...COMPANIONS].map((end) => `${realPath(file)}${end}`);
  return parts.includes(join(realpathSync(dirname(target)), basename(target))) || parts.includes(realPath(target));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
