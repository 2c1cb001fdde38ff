import type { TemplateUse } from '@hostwright/core/ports';
import type { Db } from '../schema.js';

/** Counts what exists of a template and what open requests may still add to it. */
export async function templateUse(db: Db, connection: string, templateId: string): Promise<TemplateUse> {
  const live = await db
    .selectFrom('machines')
    .select((eb) => eb.fn.sum<number | null>('units').as('units'))
    .where('connection', '=', connection)
    .where('template_id', '=', templateId)
    .where('gone_at_ms', 'is', null)
    .where((eb) => eb('orphan', '=', eb.lit(0)))
    .executeTakeFirst();
  const wanted = await wantedUnits(db, connection, templateId);
  const awaited = await awaitedUnits(db, connection, templateId);
  return { liveUnits: live?.units ?? 0, openUnits: wanted + awaited };
}

/** What each open request wants beyond the machines that fill their place in it: the engine launches as much. */
async function wantedUnits(db: Db, connection: string, templateId: string): Promise<number> {
  const rows = await db
    .selectFrom('requests')
    .leftJoin('machines', 'machines.request_id', 'requests.request_id')
    .select(['requests.request_id', 'requests.desired_units'])
    .select((eb) => eb.fn.sum<number | null>('machines.held_units').as('held'))
    .where('requests.connection', '=', connection)
    .where('requests.template_id', '=', templateId)
    .where((eb) => eb('requests.ended', '=', eb.lit(0)))
    .where('requests.state', '=', 'open')
    .groupBy(['requests.request_id', 'requests.desired_units'])
    .execute();
  return sum(rows.map((row) => row.desired_units - (row.held ?? 0)));
}

/** What launches of cancelled requests may still bring: their answer is missing, or promised machines that nobody has seen. */
async function awaitedUnits(db: Db, connection: string, templateId: string): Promise<number> {
  const rows = await db
    .selectFrom('requests')
    .innerJoin('intents', 'intents.request_id', 'requests.request_id')
    .leftJoin('machines', 'machines.intent_id', 'intents.intent_id')
    .select(['intents.intent_id', 'intents.awaited_units'])
    .select((eb) => eb.fn.sum<number | null>('machines.units').as('shown'))
    .where('requests.connection', '=', connection)
    .where('requests.template_id', '=', templateId)
    .where((eb) => eb('requests.ended', '=', eb.lit(0)))
    .where('requests.state', '=', 'cancelling')
    .where('intents.awaited_units', '>', 0)
    .groupBy(['intents.intent_id', 'intents.awaited_units'])
    .execute();
  return sum(rows.map((row) => row.awaited_units - (row.shown ?? 0)));
}

function sum(units: readonly number[]): number {
  return units.reduce((total, value) => total + Math.max(0, value), 0);
}

/** Writing the row takes its lock until the transaction ends, where writers do not wait for each other anyway. */
export async function lockTemplate(db: Db, connection: string, templateId: string): Promise<void> {
  await db
    .insertInto('template_locks')
    .values({ connection, template_id: templateId })
    .onConflict((conflict) => conflict.columns(['connection', 'template_id']).doUpdateSet({ template_id: templateId }))
    .execute();
}
