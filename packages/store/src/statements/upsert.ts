import type { CompiledQuery } from 'kysely';
import type { Db, Tables } from '../schema.js';

/** Rows of one statement. More gains nothing: the cost is then in the rows. */
const ROWS_PER_STATEMENT = 50;

type Value = string | number | null;

/** A table whose rows are written many at a time. */
export interface BulkTable<Name extends keyof Tables> {
  readonly table: Name;
  /** The columns written, in order. */
  readonly columns: readonly (keyof Tables[Name] & string)[];
  /** The columns that tell rows apart; rows that exist are replaced. Empty: rows are only inserted. */
  readonly key: readonly (keyof Tables[Name] & string)[];
}

const compiled = new WeakMap<Db, Map<string, CompiledQuery>>();

/** Inserts rows, or replaces those with the same key. Statements are built once and used again with other values. */
export async function upsertRows<Name extends keyof Tables>(
  db: Db,
  bulk: BulkTable<Name>,
  rows: readonly Partial<Tables[Name]>[],
): Promise<void> {
  let start = 0;
  while (start < rows.length) {
    const size = rows.length - start >= ROWS_PER_STATEMENT ? ROWS_PER_STATEMENT : 1;
    const values = rows.slice(start, start + size).flatMap((row) => bulk.columns.map((column) => row[column] as Value));
    await db.executeQuery({ ...statement(db, bulk, size), parameters: values });
    start += size;
  }
}

function statement<Name extends keyof Tables>(db: Db, bulk: BulkTable<Name>, size: number): CompiledQuery {
  const statements = compiled.get(db) ?? new Map<string, CompiledQuery>();
  compiled.set(db, statements);
  const name = `${bulk.table}/${size}`;
  const found = statements.get(name) ?? compile(db, bulk, size);
  statements.set(name, found);
  return found;
}

/** The types of a table that is only known at run time are beyond the builder's: here, and nowhere else, it goes by names. */
function compile<Name extends keyof Tables>(db: Db, bulk: BulkTable<Name>, size: number): CompiledQuery {
  const { columns, key } = bulk;
  const placeholder = Object.fromEntries(columns.map((column) => [column, 0]));
  const insert = db.insertInto(bulk.table).values(Array.from({ length: size }, () => placeholder) as never);
  if (key.length === 0) return insert.compile();
  const replaced = columns.filter((column) => !key.includes(column));
  return insert
    .onConflict((conflict) =>
      conflict
        .columns(key)
        .doUpdateSet(((eb: { ref(name: string): unknown }) =>
          Object.fromEntries(replaced.map((column) => [column, eb.ref(`excluded.${column}`)]))) as never),
    )
    .compile();
}
