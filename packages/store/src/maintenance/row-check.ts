import type { DatabaseSync } from 'node:sqlite';
import type { Attempt, Bucket, ConnectionState, Group, StoredShape } from '@hostwright/core/ports';
import { toIntentRow } from '../rows/intent-row.js';
import { fromMachineRow, toMachineRow } from '../rows/machine-row.js';
import { parseRecord, UnreadableRecordError } from '../rows/record.js';
import { toRequestRow } from '../rows/request-row.js';
import type { MachineRow, Tables } from '../schema.js';
import type { Check } from './checks.js';
import { type Damage, MOST_DAMAGES } from './damage.js';
import { attempt, bucket, connection, group, intent, machine, request, shape } from './record-checks.js';

type Row = { readonly [column: string]: unknown };

/** How the rows of a table are checked: what stands there must be a record, and the columns must say the same as the record. */
interface RowCheck {
  readonly tables: readonly (keyof Tables)[];
  readonly key: readonly string[];
  readonly check: Check;
  readonly toRecord: (row: Row) => unknown;
  /** The columns that follow from the record. */
  readonly toColumns: (record: never) => object;
}

const fromJson = (row: Row): unknown => parseRecord(String(row['record']));

const CHECKS: readonly RowCheck[] = [
  { tables: ['requests', 'requests_archive'], key: ['request_id'], check: request, toRecord: fromJson, toColumns: toRequestRow },
  { tables: ['intents', 'intents_archive'], key: ['intent_id'], check: intent, toRecord: fromJson, toColumns: toIntentRow },
  {
    tables: ['attempts', 'attempts_archive'],
    key: ['attempt_id'],
    check: attempt,
    toRecord: fromJson,
    toColumns: ({ attemptId, intentId }: Attempt) => ({ attempt_id: attemptId, intent_id: intentId }),
  },
  {
    tables: ['machines', 'machines_archive'],
    key: ['connection', 'machine_id'],
    check: machine,
    toRecord: (row) => fromMachineRow(row as unknown as MachineRow),
    toColumns: toMachineRow,
  },
  {
    tables: ['groups', 'groups_archive'],
    key: ['connection', 'ref'],
    check: group,
    toRecord: fromJson,
    toColumns: (record: Group) => ({
      connection: record.connection,
      ref: record.ref,
      intent_id: record.intentId,
      deleted: record.state === 'deleted' ? 1 : 0,
    }),
  },
  {
    tables: ['connections'],
    key: ['connection'],
    check: connection,
    toRecord: fromJson,
    toColumns: (record: ConnectionState) => ({ connection: record.connection }),
  },
  {
    tables: ['shapes'],
    key: ['connection', 'options_hash'],
    check: shape,
    toRecord: fromJson,
    toColumns: (record: StoredShape) => ({ connection: record.connection, options_hash: record.optionsHash }),
  },
  {
    tables: ['buckets'],
    key: ['bucket'],
    check: bucket,
    toRecord: fromJson,
    toColumns: (record: Bucket) => ({ bucket: record.bucket }),
  },
];

/** What the rows of a store come to. */
export interface RowsFound {
  readonly rows: number;
  readonly damages: readonly Damage[];
}

/** Reads every row as the record that it must be. Stops after {@link MOST_DAMAGES}. */
export function checkRows(database: DatabaseSync): RowsFound {
  const damages: Damage[] = [...checkDeployment(database)];
  let rows = 0;
  for (const check of CHECKS) {
    for (const table of check.tables) {
      for (const row of database.prepare(`select * from ${table} order by rowid`).iterate()) {
        rows += 1;
        const what = judge(row, check);
        if (what !== undefined) damages.push({ kind: 'row', where: nameOf(table, check.key, row), what });
        if (damages.length >= MOST_DAMAGES) return { rows, damages };
      }
    }
  }
  return { rows, damages };
}

function judge(row: Row, { toRecord, check, toColumns }: RowCheck): string | undefined {
  try {
    const record = toRecord(row);
    return check(record, '') ?? compare(row, toColumns(record as never));
  } catch (error) {
    if (error instanceof UnreadableRecordError) return error.message;
    // A machine's short record is taken apart before it can be checked.
    if (error instanceof TypeError) return `the record is not one of this kind (${error.message})`;
    throw error;
  }
}

/** The record itself is left out: a later version of the product may keep more in it. */
function compare(row: Row, columns: object): string | undefined {
  for (const [name, value] of Object.entries(columns) as [string, unknown][]) {
    if (name !== 'record' && row[name] !== value) return `column ${name} is ${tell(row[name])}, the record says ${tell(value)}`;
  }
  return undefined;
}

function checkDeployment(database: DatabaseSync): readonly Damage[] {
  const rows = database.prepare('select * from deployment').all();
  const where = 'table deployment';
  const [row] = rows;
  if (row === undefined) return [{ kind: 'row', where, what: 'its one row is missing' }];
  if (rows.length > 1) return [{ kind: 'row', where, what: 'it has more than one row' }];
  const what = judgeDeployment(row);
  return what === undefined ? [] : [{ kind: 'row', where, what }];
}

function judgeDeployment(row: Row): string | undefined {
  if (!/^[0-9a-f]{32}$/.test(String(row['deployment_id']))) return 'deployment_id is not 32 hexadecimal digits';
  if (!/^[0-9a-f]{16}$/.test(String(row['incarnation']))) return 'incarnation is not 16 hexadecimal digits';
  try {
    const known = parseRecord(String(row['known_incarnations']));
    return Array.isArray(known) && known.includes(row['incarnation']) ? undefined : 'known_incarnations does not name the incarnation';
  } catch (error) {
    return (error as Error).message;
  }
}

function nameOf(table: string, key: readonly string[], row: Row): string {
  return `table ${table}, ${key.map((column) => `${column} ${tell(row[column])}`).join(', ')}`;
}

function tell(value: unknown): string {
  return typeof value === 'string' ? `'${value.slice(0, 80)}'` : String(value);
}
