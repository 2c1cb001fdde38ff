import { type AcquireRequest, type Request, type RequestQuery, type ReturnRequest, StoreError } from '@hostwright/core/ports';
import { fromRequestRow, toRequestRow } from '../rows/request-row.js';
import type { Db, RequestRow } from '../schema.js';
import { atMost } from './at-most.js';
import { changeBuilt, runBuilt } from './built-once.js';
import { type BulkTable, upsertRows } from './upsert.js';

/** Stands for a connection that is not known yet. */
const UNKNOWN_CONNECTION = '';

/** Rows are only inserted: one that exists is a conflict. */
const REQUESTS: BulkTable<'requests'> = {
  table: 'requests',
  columns: [
    'request_id',
    'call_id',
    'kind',
    'state',
    'ended',
    'connection',
    'template_id',
    'desired_units',
    'created_at_ms',
    'ended_at_ms',
    'version',
    'record',
  ],
  key: [],
};

type RequestTable = 'requests' | 'requests_archive';

export async function findRequest(db: Db, requestId: string): Promise<Request | undefined> {
  return findBy(db, 'request_id', requestId);
}

export async function findRequestByCallId(db: Db, callId: string): Promise<Request | undefined> {
  return findBy(db, 'call_id', callId);
}

async function findBy(db: Db, column: 'request_id' | 'call_id', value: string): Promise<Request | undefined> {
  for (const table of ['requests', 'requests_archive'] as const) {
    const [row] = await runBuilt(db, `${table} by ${column}`, { value }, (places) =>
      from(db, table).select('record').where(column, '=', places.text('value')),
    );
    if (row !== undefined) return fromRequestRow(row);
  }
  return undefined;
}

export async function findRequests(db: Db, query: RequestQuery): Promise<readonly Request[]> {
  if (query.states?.length === 0) return [];
  const onlyOpen = query.states !== undefined && !query.states.includes('ended');
  const live = rowsOf(db, 'requests', query, onlyOpen);
  const all = onlyOpen ? live : live.unionAll(rowsOf(db, 'requests_archive', query, false));
  const ordered = all.orderBy('created_at_ms', 'desc').orderBy('request_id', 'desc');
  const rows = await (query.limit === undefined ? ordered : ordered.limit(atMost(query.limit))).execute();
  return rows.map(fromRequestRow);
}

/** `ended` is compared with a literal: only then does the index of open requests apply. */
function rowsOf(db: Db, table: RequestTable, query: RequestQuery, onlyOpen: boolean) {
  const { kind, states, connection, before } = query;
  return from(db, table)
    .select(['created_at_ms', 'request_id', 'record'])
    .$if(onlyOpen, (rows) => rows.where((eb) => eb('ended', '=', eb.lit(0))))
    .$if(kind !== undefined, (rows) => rows.where('kind', '=', kind ?? ''))
    .$if(states !== undefined, (rows) => rows.where('state', 'in', states ?? []))
    .$if(connection !== undefined, (rows) =>
      rows.where((eb) =>
        eb.or([
          eb('connection', '=', connection ?? ''),
          eb(
            'request_id',
            'in',
            eb
              .selectFrom('return_connections')
              .select('return_connections.request_id')
              .where('return_connections.connection', '=', connection ?? ''),
          ),
        ]),
      ),
    )
    .$if(before !== undefined, (rows) =>
      rows.where((eb) => eb(eb.refTuple('created_at_ms', 'request_id'), '<', eb.tuple(before?.createdAtMs ?? 0, before?.requestId ?? ''))),
    );
}

export async function findOpenAcquires(db: Db, connection: string): Promise<readonly AcquireRequest[]> {
  const rows = await runBuilt(db, 'open acquires', { connection }, (places) =>
    db
      .selectFrom('requests')
      .select('record')
      .where((eb) => eb('ended', '=', eb.lit(0)))
      .where('connection', '=', places.text('connection'))
      .orderBy('created_at_ms')
      .orderBy('request_id'),
  );
  return rows.map(fromRequestRow).filter((request) => request.kind === 'acquire');
}

export async function findOpenReturns(db: Db, connection: string): Promise<readonly ReturnRequest[]> {
  const rows = await runBuilt(db, 'open returns', { connection }, (places) =>
    db
      .selectFrom('requests')
      .select('record')
      .where((eb) => eb('ended', '=', eb.lit(0)))
      .where('connection', 'is', null)
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('return_connections')
            .select('return_connections.request_id')
            .whereRef('return_connections.request_id', '=', 'requests.request_id')
            .where('return_connections.connection', 'in', [places.text('connection'), UNKNOWN_CONNECTION]),
        ),
      )
      .orderBy('created_at_ms')
      .orderBy('request_id'),
  );
  return rows.map(fromRequestRow).filter((request) => request.kind === 'return');
}

export async function saveRequest(db: Db, request: Request): Promise<void> {
  const row = toRequestRow(request);
  if (request.version === 1) await insertNew(db, row);
  else await replace(db, row);
  if (request.kind === 'return') await saveReturnConnections(db, request);
}

async function insertNew(db: Db, row: RequestRow): Promise<void> {
  const [archived] = await runBuilt(db, 'request in the archive', { id: row.request_id, callId: row.call_id }, (places) =>
    db
      .selectFrom('requests_archive')
      .select('request_id')
      .where((eb) => eb.or([eb('request_id', '=', places.text('id')), eb('call_id', '=', places.text('callId'))])),
  );
  if (archived !== undefined) throw conflict(row, 'it exists, or another one has its call id');
  await upsertRows(db, REQUESTS, [row]);
}

/** A request that changes after it was archived is live history again, until the next archiving. */
async function replace(db: Db, row: RequestRow): Promise<void> {
  const before = row.version - 1;
  const updated = await changeBuilt(db, 'request', { ...row, before }, (places) =>
    db
      .updateTable('requests')
      .set(Object.fromEntries(REQUESTS.columns.map((column) => [column, places.text(column)])))
      .where('request_id', '=', places.text('request_id'))
      .where('version', '=', places.number('before')),
  );
  if (updated > 0n) return;
  const removed = await changeBuilt(db, 'request back from the archive', { id: row.request_id, before }, (places) =>
    db.deleteFrom('requests_archive').where('request_id', '=', places.text('id')).where('version', '=', places.number('before')),
  );
  if (removed === 0n) throw conflict(row, 'the stored version is another one');
  await upsertRows(db, REQUESTS, [row]);
}

function conflict(row: RequestRow, reason: string): StoreError {
  return new StoreError(
    'conflict',
    `request ${row.request_id} could not be saved as version ${row.version}: ${reason}. Read it again and decide anew.`,
  );
}

async function saveReturnConnections(db: Db, request: ReturnRequest): Promise<void> {
  const wanted = new Set(request.targets.map((target) => target.connection ?? UNKNOWN_CONNECTION));
  const stored = await db.selectFrom('return_connections').select('connection').where('request_id', '=', request.requestId).execute();
  const known = new Set(stored.map((row) => row.connection));
  for (const connection of wanted) {
    if (!known.has(connection)) await db.insertInto('return_connections').values({ request_id: request.requestId, connection }).execute();
  }
  for (const connection of known) {
    if (wanted.has(connection)) continue;
    await db.deleteFrom('return_connections').where('request_id', '=', request.requestId).where('connection', '=', connection).execute();
  }
}

function from(db: Db, table: RequestTable) {
  return db.selectFrom(table as 'requests');
}
