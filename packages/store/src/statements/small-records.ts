import type { Bucket, ConnectionState, Deployment, EndedLife, Group, StoredShape } from '@hostwright/core/ports';
import { parseRecord, UnreadableRecordError } from '../rows/record.js';
import type { Db, DeploymentRow } from '../schema.js';
import { changeBuilt, runBuilt } from './built-once.js';
import { type BulkTable, upsertRows } from './upsert.js';

const GROUPS: BulkTable<'groups'> = {
  table: 'groups',
  columns: ['connection', 'ref', 'intent_id', 'deleted', 'record'],
  key: ['connection', 'ref'],
};

const CONNECTIONS: BulkTable<'connections'> = { table: 'connections', columns: ['connection', 'record'], key: ['connection'] };

const BUCKETS: BulkTable<'buckets'> = { table: 'buckets', columns: ['bucket', 'record'], key: ['bucket'] };

const NOTES: BulkTable<'notes'> = { table: 'notes', columns: ['key', 'value'], key: ['key'] };

/** Lives that were ended by a restore, see `Deployment.endedLives`. None: there is no such note. */
export const ENDED_LIVES_NOTE = 'store/ended-lives';

export async function findDeployment(db: Db): Promise<Deployment> {
  const [row] = await runBuilt(db, 'deployment', {}, () =>
    db
      .selectFrom('deployment')
      .selectAll()
      .select((eb) => eb.selectFrom('notes').select('value').where('key', '=', ENDED_LIVES_NOTE).as('ended_lives')),
  );
  if (row === undefined) throw new UnreadableRecordError('the row of the deployment is missing');
  return toDeployment(row);
}

function toDeployment(row: DeploymentRow & { readonly ended_lives: string | null }): Deployment {
  return {
    deploymentId: row.deployment_id,
    incarnation: row.incarnation,
    knownIncarnations: parseRecord(row.known_incarnations) as readonly string[],
    endedLives: row.ended_lives === null ? [] : (parseRecord(row.ended_lives) as readonly EndedLife[]),
    lastSequence: row.last_sequence,
    createdAtMs: row.created_at_ms,
  };
}

export async function nextSequence(db: Db): Promise<number> {
  const [row] = await runBuilt(db, 'next sequence', {}, () =>
    db
      .updateTable('deployment')
      .set((eb) => ({ last_sequence: eb('last_sequence', '+', 1) }))
      .returning('last_sequence'),
  );
  if (row === undefined) throw new UnreadableRecordError('the row of the deployment is missing');
  return row.last_sequence;
}

export async function beginIncarnation(
  db: Db,
  life: Pick<Deployment, 'incarnation' | 'knownIncarnations' | 'lastSequence'>,
): Promise<void> {
  const { incarnation, knownIncarnations, lastSequence } = life;
  await db
    .updateTable('deployment')
    .set({ incarnation, known_incarnations: JSON.stringify(knownIncarnations), last_sequence: lastSequence })
    .execute();
  await saveNote(db, ENDED_LIVES_NOTE, undefined);
}

export async function findConnection(db: Db, connection: string): Promise<ConnectionState | undefined> {
  const [row] = await runBuilt(db, 'connection', { connection }, (places) =>
    db.selectFrom('connections').select('record').where('connection', '=', places.text('connection')),
  );
  return row === undefined ? undefined : (parseRecord(row.record) as ConnectionState);
}

export async function findConnections(db: Db): Promise<readonly ConnectionState[]> {
  const rows = await db.selectFrom('connections').select('record').orderBy('connection').execute();
  return rows.map((row) => parseRecord(row.record) as ConnectionState);
}

export async function saveConnection(db: Db, state: ConnectionState): Promise<void> {
  await upsertRows(db, CONNECTIONS, [{ connection: state.connection, record: JSON.stringify(state) }]);
}

export async function findGroups(db: Db, connection: string): Promise<readonly Group[]> {
  const rows = await runBuilt(db, 'groups', { connection }, (places) =>
    db.selectFrom('groups').select('record').where('connection', '=', places.text('connection')).orderBy('ref'),
  );
  return rows.map((row) => parseRecord(row.record) as Group);
}

export async function saveGroups(db: Db, groups: readonly Group[]): Promise<void> {
  for (const group of groups) {
    const { connection, ref } = group;
    await changeBuilt(db, 'group back from the archive', { connection, ref }, (places) =>
      db.deleteFrom('groups_archive').where('connection', '=', places.text('connection')).where('ref', '=', places.text('ref')),
    );
  }
  const rows = groups.map((group) => ({
    connection: group.connection,
    ref: group.ref,
    intent_id: group.intentId,
    deleted: group.state === 'deleted' ? 1 : 0,
    record: JSON.stringify(group),
  }));
  await upsertRows(db, GROUPS, rows);
}

export async function findShapes(db: Db, connection: string): Promise<readonly StoredShape[]> {
  const rows = await db.selectFrom('shapes').select('record').where('connection', '=', connection).orderBy('options_hash').execute();
  return rows.map((row) => parseRecord(row.record) as StoredShape);
}

export async function saveShape(db: Db, shape: StoredShape): Promise<void> {
  const record = JSON.stringify(shape);
  await db
    .insertInto('shapes')
    .values({ connection: shape.connection, options_hash: shape.optionsHash, record })
    .onConflict((conflict) => conflict.columns(['connection', 'options_hash']).doUpdateSet({ record }))
    .execute();
}

export async function findBucket(db: Db, bucket: string): Promise<Bucket | undefined> {
  const [row] = await runBuilt(db, 'bucket', { bucket }, (places) =>
    db.selectFrom('buckets').select('record').where('bucket', '=', places.text('bucket')),
  );
  return row === undefined ? undefined : (parseRecord(row.record) as Bucket);
}

export async function saveBucket(db: Db, bucket: Bucket): Promise<void> {
  await upsertRows(db, BUCKETS, [{ bucket: bucket.bucket, record: JSON.stringify(bucket) }]);
}

export async function findNote(db: Db, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('notes').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value;
}

export async function saveNote(db: Db, key: string, value: string | undefined): Promise<void> {
  if (value === undefined) {
    await db.deleteFrom('notes').where('key', '=', key).execute();
    return;
  }
  await upsertRows(db, NOTES, [{ key, value }]);
}
