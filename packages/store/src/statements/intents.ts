import type { Attempt, Intent, IntentQuery } from '@hostwright/core/ports';
import { fromIntentRow, toIntentRow } from '../rows/intent-row.js';
import { parseRecord } from '../rows/record.js';
import type { Db } from '../schema.js';
import { atMost } from './at-most.js';
import { changeBuilt, type Places, runBuilt, shapeOf } from './built-once.js';
import { type BulkTable, upsertRows } from './upsert.js';

const ATTEMPTS: BulkTable<'attempts'> = { table: 'attempts', columns: ['attempt_id', 'intent_id', 'record'], key: ['attempt_id'] };

const INTENTS: BulkTable<'intents'> = {
  table: 'intents',
  columns: ['intent_id', 'sequence', 'connection', 'request_id', 'operation', 'settled', 'settled_at_ms', 'awaited_units', 'record'],
  key: ['intent_id'],
};

export async function findIntent(db: Db, intentId: string): Promise<Intent | undefined> {
  for (const table of ['intents', 'intents_archive'] as const) {
    const [row] = await runBuilt(db, `${table} by id`, { intentId }, (places) =>
      db
        .selectFrom(table as 'intents')
        .select('record')
        .where('intent_id', '=', places.text('intentId')),
    );
    if (row !== undefined) return fromIntentRow(row);
  }
  return undefined;
}

export async function findIntents(db: Db, query: IntentQuery): Promise<readonly Intent[]> {
  const { connection, requestId, operation, limit } = query;
  const rows = await runBuilt(db, `intents ${shapeOf(query)}`, { connection, requestId, operation, limit }, (places) => {
    const live = rowsOf(db, 'intents', query, places);
    const all = query.settled === false ? live : live.unionAll(rowsOf(db, 'intents_archive', query, places));
    const ordered = all.orderBy('sequence');
    return limit === undefined ? ordered : ordered.limit(atMost(places.number('limit')));
  });
  return rows.map(fromIntentRow);
}

/** `settled` is compared with a literal: only then does the index of open intents apply. */
function rowsOf(db: Db, table: 'intents' | 'intents_archive', query: IntentQuery, places: Places) {
  const { connection, requestId, operation, settled } = query;
  return db
    .selectFrom(table as 'intents')
    .select(['sequence', 'record'])
    .$if(connection !== undefined, (rows) => rows.where('connection', '=', places.text('connection')))
    .$if(requestId !== undefined, (rows) => rows.where('request_id', '=', places.text('requestId')))
    .$if(operation !== undefined, (rows) => rows.where('operation', '=', places.text('operation')))
    .$if(settled !== undefined, (rows) => rows.where((eb) => eb('settled', '=', eb.lit(settled === true ? 1 : 0))));
}

/** An intent that changes after it was archived is live history again, until the next archiving. */
export async function saveIntent(db: Db, intent: Intent): Promise<void> {
  const { intentId } = intent;
  await changeBuilt(db, 'intent back from the archive', { intentId }, (places) =>
    db.deleteFrom('intents_archive').where('intent_id', '=', places.text('intentId')),
  );
  await upsertRows(db, INTENTS, [toIntentRow(intent)]);
}

/** Oldest first. */
export async function findAttempts(db: Db, intentId: string): Promise<readonly Attempt[]> {
  const rows = await runBuilt(db, 'attempts of an intent', { intentId }, (places) =>
    attemptsOf(db, 'attempts', places.text('intentId')).unionAll(attemptsOf(db, 'attempts_archive', places.text('intentId'))),
  );
  return rows
    .map((row) => parseRecord(row.record) as Attempt)
    .toSorted((a, b) => a.sentAtMs - b.sentAtMs || a.part - b.part || (a.attemptId < b.attemptId ? -1 : 1));
}

function attemptsOf(db: Db, table: 'attempts' | 'attempts_archive', intentId: string) {
  return db
    .selectFrom(table as 'attempts')
    .select('record')
    .where('intent_id', '=', intentId);
}

export async function saveAttempts(db: Db, attempts: readonly Attempt[]): Promise<void> {
  const rows = attempts.map((attempt) => ({ attempt_id: attempt.attemptId, intent_id: attempt.intentId, record: JSON.stringify(attempt) }));
  for (const { attempt_id: attemptId } of rows) {
    await changeBuilt(db, 'attempt back from the archive', { attemptId }, (places) =>
      db.deleteFrom('attempts_archive').where('attempt_id', '=', places.text('attemptId')),
    );
  }
  await upsertRows(db, ATTEMPTS, rows);
}
