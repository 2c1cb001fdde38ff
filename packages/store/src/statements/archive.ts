import type { ExpressionBuilder } from 'kysely';
import { fromIntentRow } from '../rows/intent-row.js';
import type { Db, Tables } from '../schema.js';
import { atMost } from './at-most.js';
import { chunksForIn } from './chunks.js';

type Archived = 'requests' | 'intents' | 'attempts' | 'machines' | 'groups';

/**
 * Moves what ended before `beforeMs` out of the way of live queries: at most `limit` intents with all that belongs to them, and at most
 * as many machines and requests that no intent keeps. Nothing of a request that has not ended is moved.
 *
 * @returns how many intents
 */
export async function archive(db: Db, beforeMs: number, limit: number): Promise<number> {
  const intentIds = await finishedIntents(db, beforeMs, limit);
  for (const ids of chunksForIn(intentIds)) await moveIntents(db, ids);
  await moveStrayMachines(db, beforeMs, limit);
  await moveStrayGroups(db, limit);
  await moveRequests(db, beforeMs, limit);
  return intentIds.length;
}

async function finishedIntents(db: Db, beforeMs: number, limit: number): Promise<readonly string[]> {
  const rows = await settledBefore(db, beforeMs).where('operation', '<>', 'terminate').limit(atMost(limit)).execute();
  const found = rows.map((row) => row.intent_id);
  return [...found, ...(await finishedTerminations(db, beforeMs, limit - found.length))];
}

/** An order to end machines names them in its record only. */
async function finishedTerminations(db: Db, beforeMs: number, limit: number): Promise<readonly string[]> {
  const found: string[] = [];
  let afterSequence = 0;
  while (found.length < limit) {
    const rows = await settledBefore(db, beforeMs)
      .select(['sequence', 'connection', 'record'])
      .where('operation', '=', 'terminate')
      .where('sequence', '>', afterSequence)
      .limit(atMost(limit))
      .execute();
    if (rows.length === 0) break;
    for (const row of rows) {
      const { machineIds, connection } = fromIntentRow(row);
      if (found.length < limit && !(await isAnyLeft(db, connection, machineIds, beforeMs))) found.push(row.intent_id);
    }
    afterSequence = rows.at(-1)?.sequence ?? afterSequence;
  }
  return found;
}

async function isAnyLeft(db: Db, connection: string, machineIds: readonly string[], beforeMs: number): Promise<boolean> {
  for (const ids of chunksForIn(machineIds)) {
    const row = await db
      .selectFrom('machines')
      .select('machine_id')
      .where('connection', '=', connection)
      .where('machine_id', 'in', ids)
      .where((eb) => eb.or([eb('gone_at_ms', 'is', null), eb('gone_at_ms', '>=', beforeMs)]))
      .executeTakeFirst();
    if (row !== undefined) return true;
  }
  return false;
}

/** Settled before, of a request that is not open, and without a machine of its own that lives or ended since. */
function settledBefore(db: Db, beforeMs: number) {
  return db
    .selectFrom('intents')
    .select('intent_id')
    .where((eb) => eb('settled', '=', eb.lit(1)))
    .where('settled_at_ms', '<', beforeMs)
    .where((eb) => eb.not(eb.exists(openRequests(eb).whereRef('requests.request_id', '=', 'intents.request_id'))))
    .where((eb) => eb.not(eb.exists(machinesSince(eb, beforeMs).whereRef('machines.intent_id', '=', 'intents.intent_id'))))
    .orderBy('sequence');
}

function openRequests(eb: Pick<ExpressionBuilder<Tables, 'intents' | 'machines'>, 'selectFrom'>) {
  return eb
    .selectFrom('requests')
    .select('requests.request_id')
    .where((inner) => inner('requests.ended', '=', inner.lit(0)));
}

/** Machines that live, or ended since `beforeMs`. */
function machinesSince(eb: Pick<ExpressionBuilder<Tables, 'intents'>, 'selectFrom'>, beforeMs: number) {
  return eb
    .selectFrom('machines')
    .select('machines.machine_id')
    .where((inner) => inner.or([inner('machines.gone_at_ms', 'is', null), inner('machines.gone_at_ms', '>=', beforeMs)]));
}

async function moveIntents(db: Db, ids: readonly string[]): Promise<void> {
  await move(db, 'machines', 'intent_id', ids);
  await move(db, 'attempts', 'intent_id', ids);
  await move(db, 'intents', 'intent_id', ids);
  await moveDeletedGroups(db, ids);
}

/** Machines whose intent is archived or never was known: late arrivals and orphans. */
async function moveStrayMachines(db: Db, beforeMs: number, limit: number): Promise<void> {
  const rows = await db
    .selectFrom('machines')
    .select(['machine_id', 'connection'])
    .where('gone_at_ms', '<', beforeMs)
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom('intents').select('intents.intent_id').whereRef('intents.intent_id', '=', 'machines.intent_id'))),
    )
    .where((eb) => eb.not(eb.exists(openRequests(eb).whereRef('requests.request_id', '=', 'machines.request_id'))))
    .limit(atMost(limit))
    .execute();
  for (const [connection, machines] of Map.groupBy(rows, (row) => row.connection)) {
    for (const ids of chunksForIn(machines.map((row) => row.machine_id))) {
      await db
        .insertInto('machines_archive')
        .expression(db.selectFrom('machines').selectAll().where('connection', '=', connection).where('machine_id', 'in', ids))
        .execute();
      await db.deleteFrom('machines').where('connection', '=', connection).where('machine_id', 'in', ids).execute();
    }
  }
}

/** Groups deleted after their intent was archived, or whose intent never was known. */
async function moveStrayGroups(db: Db, limit: number): Promise<void> {
  const rows = await db
    .selectFrom('groups')
    .select('intent_id')
    .distinct()
    .where((eb) => eb('deleted', '=', eb.lit(1)))
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom('intents').select('intents.intent_id').whereRef('intents.intent_id', '=', 'groups.intent_id'))),
    )
    .limit(atMost(limit))
    .execute();
  for (const ids of chunksForIn(rows.map((row) => row.intent_id))) await moveDeletedGroups(db, ids);
}

async function moveRequests(db: Db, beforeMs: number, limit: number): Promise<void> {
  const rows = await db
    .selectFrom('requests')
    .select('request_id')
    .where((eb) => eb('ended', '=', eb.lit(1)))
    .where('ended_at_ms', '<', beforeMs)
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom('intents').select('intents.intent_id').whereRef('intents.request_id', '=', 'requests.request_id'))),
    )
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('machines').select('machines.machine_id').whereRef('machines.request_id', '=', 'requests.request_id')),
      ),
    )
    .limit(atMost(limit))
    .execute();
  for (const ids of chunksForIn(rows.map((row) => row.request_id))) await move(db, 'requests', 'request_id', ids);
}

async function moveDeletedGroups(db: Db, intentIds: readonly string[]): Promise<void> {
  const deleted = db
    .selectFrom('groups')
    .selectAll()
    .where('intent_id', 'in', intentIds)
    .where((eb) => eb('deleted', '=', eb.lit(1)));
  await db.insertInto('groups_archive').expression(deleted).execute();
  await db
    .deleteFrom('groups')
    .where('intent_id', 'in', intentIds)
    .where((eb) => eb('deleted', '=', eb.lit(1)))
    .execute();
}

/** A table and its archive have the same columns in the same order. */
async function move<Name extends Archived>(
  db: Db,
  table: Name,
  column: keyof Tables[Name] & string,
  values: readonly string[],
): Promise<void> {
  // All five tables have the shape that matters here: a text column of that name.
  const [live, key] = [table as 'machines', column as 'machine_id'];
  await db
    .insertInto(`${live}_archive`)
    .expression(db.selectFrom(live).selectAll().where(key, 'in', values))
    .execute();
  await db.deleteFrom(live).where(key, 'in', values).execute();
}
