import type { DatabaseSync } from 'node:sqlite';
import type { EndedLife } from '@hostwright/core/ports';
import { parseRecord } from '../rows/record.js';
import type { SEALED_HEAD_NOTE, SealedHead } from '../statements/events.js';
import type { ENDED_LIVES_NOTE } from '../statements/small-records.js';

/** Notes that maintenance leaves in a store. */
export const NOTE = {
  /** In a backup only: what it was made from, and the digest of its content. */
  backup: 'store/backup',
  /** In a store that was restored: when, and from what. */
  restored: 'store/restored',
  /** In a store that took the place of a lost one. */
  lost: 'store/lost',
} as const;

/** What a backup says about itself. */
export interface BackupNote {
  readonly madeAtMs: number;
  readonly host: string;
  /** SHA-256 of everything else in the file, see `contentDigest`. */
  readonly digest: string;
}

/** What a restored store says about itself. */
export interface RestoredNote {
  readonly restoredAtMs: number;
  /** When the backup was made; undefined for a file that no `backupStore` made. */
  readonly backupMadeAtMs: number | undefined;
}

/** What a store says that took the place of a lost one. */
export interface LostNote {
  readonly atMs: number;
  readonly previousIncarnation: string;
}

/** The notes that are read here, by their names. */
interface Notes {
  readonly [NOTE.backup]: BackupNote;
  readonly [NOTE.restored]: RestoredNote;
  readonly [NOTE.lost]: LostNote;
  readonly [SEALED_HEAD_NOTE]: SealedHead;
  readonly [ENDED_LIVES_NOTE]: readonly EndedLife[];
}

/** Reads one note; undefined when there is none. */
export function readNote<Name extends keyof Notes>(database: DatabaseSync, name: Name): Notes[Name] | undefined {
  const row = database.prepare('select value from notes where key = ?').get(name);
  return row === undefined ? undefined : (parseRecord(String(row['value'])) as Notes[Name]);
}

/** Writes one note, or takes it away. */
export function writeNote(database: DatabaseSync, key: string, note: BackupNote | RestoredNote | readonly EndedLife[] | undefined): void {
  database.prepare('delete from notes where key = ?').run(key);
  if (note !== undefined) database.prepare('insert into notes (key, value) values (?, ?)').run(key, JSON.stringify(note));
}
