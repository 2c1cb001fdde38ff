import type { Machine, MachineQuery } from '@hostwright/core/ports';
import { fromMachineRow, toMachineRow } from '../rows/machine-row.js';
import type { Db, MachineRow } from '../schema.js';
import { atMost } from './at-most.js';
import { changeBuilt, type Places, runBuilt, shapeOf } from './built-once.js';
import { chunksForIn } from './chunks.js';
import { type BulkTable, upsertRows } from './upsert.js';

const MACHINES: BulkTable<'machines'> = {
  table: 'machines',
  columns: [
    'connection',
    'machine_id',
    'request_id',
    'intent_id',
    'template_id',
    'name',
    'gone_at_ms',
    'orphan',
    'unwanted',
    'units',
    'held_units',
    'record',
  ],
  key: ['machine_id', 'connection'],
};

export async function findMachine(db: Db, connection: string, machineId: string): Promise<Machine | undefined> {
  const [machine] = await findMachines(db, { connection, machineIds: [machineId] });
  return machine;
}

export async function findMachines(db: Db, query: MachineQuery): Promise<readonly Machine[]> {
  return (await findRows(db, query)).map(fromMachineRow);
}

async function findRows(db: Db, query: MachineQuery): Promise<readonly MachineRow[]> {
  if (query.machineIds === undefined) return selectRows(db, query, undefined);
  const chunks = chunksForIn([...new Set(query.machineIds)].toSorted());
  const rows: MachineRow[] = [];
  for (const chunk of chunks) {
    rows.push(...(await selectRows(db, query, chunk)));
    // The ids are sorted: what follows comes after what is already there.
    if (query.limit !== undefined && rows.length >= query.limit) return rows.slice(0, query.limit);
  }
  return rows;
}

async function selectRows(db: Db, query: MachineQuery, machineIds: readonly string[] | undefined): Promise<readonly MachineRow[]> {
  const { connection, requestId, templateId, intentId, name, after, limit } = query;
  const ids = Object.fromEntries((machineIds ?? []).map((id, index) => [`id${index}`, id]));
  const values = {
    connection,
    requestId,
    templateId,
    intentId,
    name,
    ...ids,
    afterId: after?.machineId,
    afterOn: after?.connection,
    limit,
  };
  return runBuilt(db, `machines ${shapeOf(query)} ${machineIds?.length ?? ''}`, values, (places) => {
    const idPlaces = machineIds?.map((_, index) => places.text(`id${index}`));
    const live = rowsOf(db, 'machines', query, idPlaces, places);
    const all =
      query.live === true || query.archived === false ? live : live.unionAll(rowsOf(db, 'machines_archive', query, idPlaces, places));
    const ordered = all.orderBy('machine_id').orderBy('connection');
    return limit === undefined ? ordered : ordered.limit(atMost(places.number('limit')));
  });
}

/** Flags are compared with literals: only then do the partial indexes apply. */
function rowsOf(
  db: Db,
  table: 'machines' | 'machines_archive',
  query: MachineQuery,
  machineIds: readonly string[] | undefined,
  places: Places,
) {
  const { connection, requestId, templateId, intentId, name, live, orphan, unwanted, after } = query;
  return db
    .selectFrom(table as 'machines')
    .selectAll()
    .$if(connection !== undefined, (rows) => rows.where('connection', '=', places.text('connection')))
    .$if(requestId !== undefined, (rows) => rows.where('request_id', '=', places.text('requestId')))
    .$if(templateId !== undefined, (rows) => rows.where('template_id', '=', places.text('templateId')))
    .$if(intentId !== undefined, (rows) => rows.where('intent_id', '=', places.text('intentId')))
    .$if(name !== undefined, (rows) => rows.where('name', '=', places.text('name')))
    .$if(machineIds !== undefined, (rows) => rows.where('machine_id', 'in', machineIds ?? []))
    .$if(live !== undefined, (rows) => rows.where('gone_at_ms', live === true ? 'is' : 'is not', null))
    .$if(orphan !== undefined, (rows) => rows.where((eb) => eb('orphan', '=', eb.lit(orphan === true ? 1 : 0))))
    .$if(unwanted !== undefined, (rows) => rows.where((eb) => eb('unwanted', '=', eb.lit(unwanted === true ? 1 : 0))))
    .$if(after !== undefined, (rows) =>
      rows.where((eb) => eb(eb.refTuple('machine_id', 'connection'), '>', eb.tuple(places.text('afterId'), places.text('afterOn')))),
    );
}

/** A machine that changes after it was archived is live history again, until the next archiving. */
export async function saveMachines(db: Db, machines: readonly Machine[]): Promise<void> {
  const latest = new Map(machines.map((machine) => [`${machine.connection}\n${machine.machineId}`, machine]));
  const rows = [...latest.values()].map(toMachineRow);
  for (const [connection, ofConnection] of Map.groupBy(rows, (row) => row.connection)) {
    for (const ids of chunksForIn(ofConnection.map((row) => row.machine_id))) {
      const values = Object.fromEntries(ids.map((id, index) => [`id${index}`, id]));
      await changeBuilt(db, `machines back from the archive ${ids.length}`, { ...values, connection }, (places) =>
        db
          .deleteFrom('machines_archive')
          .where(
            'machine_id',
            'in',
            ids.map((_, index) => places.text(`id${index}`)),
          )
          .where('connection', '=', places.text('connection')),
      );
    }
  }
  await upsertRows(db, MACHINES, rows);
}
