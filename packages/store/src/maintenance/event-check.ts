import type { DatabaseSync } from 'node:sqlite';
import { linkHash, SEALED_HEAD_NOTE, type SealedHead } from '../statements/events.js';
import type { Damage } from './damage.js';
import { readNote } from './notes.js';

/** What the event log is found to be. */
export interface EventChain {
  /** Events stored. */
  readonly events: number;
  /** Events linked by hash; the rest was written within the last second or so, or since the last agent ended. */
  readonly sealed: number;
  /** The last link; undefined when none is sealed. Kept elsewhere, it proves later that nothing up to it was changed. */
  readonly head: SealedHead | undefined;
  /** The first thing that is wrong. */
  readonly damage: Damage | undefined;
}

interface Link {
  readonly position: number;
  readonly at_ms: number;
  readonly event: string;
  readonly hash: string | null;
}

/** Follows the chain from its first event to its last. */
export function checkEvents(database: DatabaseSync): EventChain {
  const chain = followChain(database);
  const kept = readNote(database, SEALED_HEAD_NOTE);
  return { ...chain, damage: chain.damage ?? judgeHead(chain.head, kept) };
}

function followChain(database: DatabaseSync): EventChain {
  const rows = database.prepare('select position, at_ms, event, hash from events order by position');
  let head: SealedHead | undefined;
  let events = 0;
  let open: number | undefined;
  for (const row of rows.iterate() as unknown as Iterable<Link>) {
    const expected = events + 1;
    const what = row.position === expected ? judgeLink(row, head, open) : 'it is missing';
    if (what !== undefined)
      return { events, sealed: head?.position ?? 0, head, damage: { kind: 'link', where: `event ${expected}`, what } };
    events = expected;
    if (row.hash === null) open ??= row.position;
    else head = { position: row.position, hash: row.hash };
  }
  return { events, sealed: head?.position ?? 0, head, damage: undefined };
}

function judgeLink(row: Link, before: SealedHead | undefined, open: number | undefined): string | undefined {
  if (typeof row.event !== 'string' || !isEvent(row.event)) return 'it cannot be read as an event';
  if (row.hash === null) return undefined;
  if (open !== undefined) return `it is linked although event ${open} before it is not`;
  if (linkHash(before?.hash ?? '', row) === row.hash) return undefined;
  return 'its hash does not follow from it and the event before: one of the two was changed';
}

/** Without the kept head a log whose newest events were cut off would look whole. */
function judgeHead(head: SealedHead | undefined, kept: SealedHead | undefined): Damage | undefined {
  const where = `event ${kept?.position ?? head?.position}`;
  if (kept === undefined) {
    return head === undefined
      ? undefined
      : { kind: 'link', where, what: 'the note of the last link is missing, which is written with every link' };
  }
  if (head === undefined || head.position < kept.position) {
    const what = `it is missing: event ${kept.position} was linked, and the log ends with event ${head?.position ?? 0}`;
    return { kind: 'link', where: `event ${(head?.position ?? 0) + 1}`, what };
  }
  if (head.position === kept.position && head.hash === kept.hash) return undefined;
  return { kind: 'link', where, what: 'the note of the last link says another hash or position: the log was written anew' };
}

function isEvent(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
  } catch {
    return false;
  }
}
