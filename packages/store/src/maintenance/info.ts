import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { EndedLife } from '@hostwright/core/ports';
import { networkFileSystemOf, type ReadFileSystem } from '../file-system.js';
import { parseRecord } from '../rows/record.js';
import { storeError, translateError } from '../sqlite/errors.js';
import { ENDED_LIVES_NOTE } from '../statements/small-records.js';
import { COMPANIONS } from './files.js';
import { NOTE, readNote, type RestoredNote } from './notes.js';
import { label, openForReading, readHeader, sizeOf } from './open-plain.js';

/** Which store is looked at. */
export interface StoreInfoInput {
  /** A store, also one in use, or a backup of one. */
  readonly file: string;
  /** Tells what kind of file system a path lies on. @default `statfsSync` of node:fs */
  readonly readFileSystem?: ReadFileSystem;
}

/** What a store is, without reading all of it. */
export interface StoreInfo {
  readonly file: string;
  /** With its log. */
  readonly bytes: number;
  /** Name of the network file system it lies on; undefined for a local one. */
  readonly networkFileSystem: string | undefined;
  readonly journalMode: string;
  readonly schemaVersion: number;
  readonly deploymentId: string;
  readonly incarnation: string;
  readonly lastSequence: number;
  readonly createdAtMs: number;
  readonly openRequests: number;
  readonly liveMachines: number;
  readonly archivedMachines: number;
  readonly events: number;
  /** Set in a backup. */
  readonly backupMadeAtMs: number | undefined;
  /** Set in a store that was restored from a backup. */
  readonly restored: RestoredNote | undefined;
  /** Lives that restores ended, and up to which intent each is known; none once the store was rebuilt. */
  readonly endedLives: readonly EndedLife[];
  /** The life of the store in whose place this one was made because it was lost; undefined for none, and once it was rebuilt. */
  readonly lostIncarnation: string | undefined;
}

const QUERY = `select deployment_id as deploymentId, incarnation, last_sequence as lastSequence, created_at_ms as createdAtMs,
  known_incarnations as known,
  (select count(*) from requests where ended = 0) as openRequests,
  (select count(*) from machines where gone_at_ms is null) as liveMachines,
  (select count(*) from machines_archive) as archivedMachines,
  (select coalesce(max(position), 0) from events) as events
  from deployment`;

/**
 * Looks at a store. Changes nothing.
 * @throws {StoreError} it is not there, cannot be read, or is no store
 */
export function storeInfo({ file, readFileSystem }: StoreInfoInput): StoreInfo {
  const path = resolve(file);
  const database = openForReading(path);
  try {
    const { schemaVersion } = readHeader(database, path);
    if (schemaVersion === undefined) throw storeError('corrupt', label(path), 'it is no store');
    return {
      file: path,
      bytes: statSync(path).size + COMPANIONS.reduce((sum, end) => sum + (sizeOf(`${path}${end}`) ?? 0), 0),
      networkFileSystem: networkFileSystemOf(path, readFileSystem),
      schemaVersion,
      ...describe(database),
    };
  } catch (error) {
    throw translateError(error, label(path));
  } finally {
    database.close();
  }
}

type Described = Omit<StoreInfo, 'file' | 'bytes' | 'networkFileSystem' | 'schemaVersion'>;

function describe(database: DatabaseSync): Described {
  const row = database.prepare(QUERY).get() ?? {};
  const known = parseRecord(String(row['known'])) as readonly string[];
  const lost = readNote(database, NOTE.lost)?.previousIncarnation;
  const number = (name: string): number => Number(row[name] ?? 0);
  return {
    journalMode: String(database.prepare('pragma journal_mode').get()?.['journal_mode']),
    deploymentId: String(row['deploymentId']),
    incarnation: String(row['incarnation']),
    lastSequence: number('lastSequence'),
    createdAtMs: number('createdAtMs'),
    openRequests: number('openRequests'),
    liveMachines: number('liveMachines'),
    archivedMachines: number('archivedMachines'),
    events: number('events'),
    backupMadeAtMs: readNote(database, NOTE.backup)?.madeAtMs,
    restored: readNote(database, NOTE.restored),
    endedLives: readNote(database, ENDED_LIVES_NOTE) ?? [],
    lostIncarnation: known.includes(lost ?? '') ? undefined : lost,
  };
}
