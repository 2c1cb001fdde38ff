import { canonicalJson, type DomainEvent, type RecordedEvent, StoreError } from '@hostwright/core/ports';
import { parseRecord } from '../rows/record.js';
import type { Db, EventRow } from '../schema.js';
import { atMost } from './at-most.js';
import { runBuilt } from './built-once.js';
import { saveNote } from './small-records.js';
import { type BulkTable, upsertRows } from './upsert.js';

/** Names the note that keeps the last link, so that it shows when the newest events are cut off. */
export const SEALED_HEAD_NOTE = 'events/sealed-head';

/** The last link of the log. */
export interface SealedHead {
  readonly position: number;
  readonly hash: string;
}

/** The position follows from the order of insertion. */
const EVENTS: BulkTable<'events'> = { table: 'events', columns: ['at_ms', 'event'], key: [] };

export async function appendEvents(db: Db, atMs: number, events: readonly DomainEvent[]): Promise<void> {
  const rows = events.map((event) => ({ at_ms: atMs, event: JSON.stringify(event) }));
  await upsertRows(db, EVENTS, rows);
}

export async function findEvents(db: Db, afterPosition: number, limit: number): Promise<readonly RecordedEvent[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('position', '>', afterPosition)
    .orderBy('position')
    .limit(atMost(limit))
    .execute();
  return rows.map((row) => ({
    position: row.position,
    atMs: row.at_ms,
    event: parseRecord(row.event) as DomainEvent,
    hash: row.hash ?? undefined,
  }));
}

/** Links the oldest events that are not linked yet. */
export async function sealEvents(db: Db, limit: number): Promise<number> {
  const rows = await runBuilt(db, 'unlinked events', { limit }, (places) =>
    db
      .selectFrom('events')
      .selectAll()
      .where('hash', 'is', null)
      .orderBy('position')
      .limit(atMost(places.number('limit'))),
  );
  const [first] = rows;
  if (first === undefined) return 0;
  let previousHash = await hashBefore(db, first.position);
  let position = first.position;
  for (const row of rows) {
    if (row.position !== position) throw brokenChain(position);
    previousHash = linkHash(previousHash, row);
    await runBuilt(db, 'link an event', { hash: previousHash, position }, (places) =>
      db
        .updateTable('events')
        .set({ hash: places.text('hash') })
        .where('position', '=', places.number('position')),
    );
    position += 1;
  }
  await saveNote(db, SEALED_HEAD_NOTE, JSON.stringify({ position: position - 1, hash: previousHash } satisfies SealedHead));
  return rows.length;
}

/** The first event is linked to the empty text. */
async function hashBefore(db: Db, position: number): Promise<string> {
  if (position === 1) return '';
  const [row] = await runBuilt(db, 'link before an event', { before: position - 1 }, (places) =>
    db.selectFrom('events').select('hash').where('position', '=', places.number('before')),
  );
  if (row === undefined || row.hash === null) throw brokenChain(position - 1);
  return row.hash;
}

function brokenChain(position: number): StoreError {
  return new StoreError('corrupt', `the event log has a gap at position ${position}: it was changed by something else than this product`);
}

/** SHA-256 over the previous event's hash and this record as canonical JSON, in hexadecimal. */
export function linkHash(previousHash: string, row: Pick<EventRow, 'position' | 'at_ms' | 'event'>): string {
  // Loading node:crypto costs a call of Host Factory more than its query: only the sealer pays.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const record = canonicalJson({ position: row.position, atMs: row.at_ms, event: parseRecord(row.event) as DomainEvent });
  return createHash('sha256').update(previousHash).update(record).digest('hex');
}
