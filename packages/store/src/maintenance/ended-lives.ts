import type { DatabaseSync } from 'node:sqlite';
import type { EndedLife } from '@hostwright/core/ports';
import { parseRecord } from '../rows/record.js';
import { ENDED_LIVES_NOTE } from '../statements/small-records.js';
import { readNote, writeNote } from './notes.js';

/** A life that began, and where the one before it ended. */
export interface BegunLife {
  readonly incarnation: string;
  readonly previousIncarnation: string;
  /** Of the life before. */
  readonly lastSequence: number;
}

/** Begins a new life in a copy of a store: it knows the one before up to the copy's last intent, and counts on from there. */
export function beginLifeAfter(copy: DatabaseSync, incarnation: string): BegunLife {
  const row = copy.prepare('select incarnation, known_incarnations as known, last_sequence as sequence from deployment').get() ?? {};
  const previousIncarnation = String(row['incarnation']);
  const lastSequence = Number(row['sequence']);
  const known = parseRecord(String(row['known'])) as readonly string[];
  const ended: readonly EndedLife[] = [...(readNote(copy, ENDED_LIVES_NOTE) ?? []), { incarnation: previousIncarnation, lastSequence }];
  copy.prepare('update deployment set incarnation = ?, known_incarnations = ?').run(incarnation, JSON.stringify([...known, incarnation]));
  writeNote(copy, ENDED_LIVES_NOTE, ended);
  return { incarnation, previousIncarnation, lastSequence };
}
