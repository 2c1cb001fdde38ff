import type { WrittenRow } from './transaction.js';

/** What one statement does: which tables it names, and the rows that it writes. */
export interface StatementFacts {
  readonly tables: readonly string[];
  readonly rows: readonly WrittenRow[];
}

const INSERT = /^\s*insert into "?(\w+)"? \(([^)]*)\)/i;
const UPDATE = /^\s*update "?(\w+)"? set (.*?)(?: where |$)/is;
const ANY_TABLE = /(?:from|join|into|update(?! set)) "?(\w+)"?/gi;

/** Reads a statement of the store with its values. Only the form that the store's statement builder writes is understood. */
export function readStatement(sql: string, values: readonly unknown[]): StatementFacts {
  const tables = [...sql.matchAll(ANY_TABLE)].flatMap((match) => match[1] ?? []);
  const insert = INSERT.exec(sql);
  if (insert !== null) return { tables, rows: insertedRows(insert[1] ?? '', columnsOf(insert[2] ?? ''), values) };
  const update = UPDATE.exec(sql);
  return { tables, rows: update === null ? [] : [updatedRow(update[1] ?? '', update[2] ?? '', values)] };
}

function columnsOf(list: string): readonly string[] {
  return list.split(',').map((name) => name.trim().replaceAll('"', ''));
}

/** Values beyond the last whole row belong to what happens on a conflict. */
function insertedRows(table: string, columns: readonly string[], values: readonly unknown[]): readonly WrittenRow[] {
  const count = Math.floor(values.length / columns.length);
  return Array.from({ length: count }, (_, row) => ({
    table,
    columns: Object.fromEntries(columns.map((column, index) => [column, values[row * columns.length + index]])),
  }));
}

function updatedRow(table: string, assignments: string, values: readonly unknown[]): WrittenRow {
  const columns = [...assignments.matchAll(/"?(\w+)"? = \?/g)].map((match) => match[1] ?? '');
  return { table, columns: Object.fromEntries(columns.map((column, index) => [column, values[index]])) };
}
