import type { Compilable, CompiledQuery } from 'kysely';
import type { Db } from '../schema.js';

type Value = string | number | null;
type Values = { readonly [name: string]: Value | undefined };

/** The place of a value in a statement that is built once. */
class Slot {
  constructor(readonly name: string) {}
}

/** Stands for values while a statement is built: for the value of that name, each time it runs. */
export interface Places {
  text(name: string): string;
  number(name: string): number;
}

const PLACES: Places = {
  text: (name) => new Slot(name) as unknown as string,
  number: (name) => new Slot(name) as unknown as number,
};

const built = new WeakMap<Db, Map<string, CompiledQuery>>();

/**
 * Runs a statement that is built at its first use: to build one costs more than to run it.
 *
 * @param shape - names the statement: the same name, the same text
 * @param values - what stands at its places
 */
export async function runBuilt<Row>(
  db: Db,
  shape: string,
  values: Values,
  build: (places: Places) => Compilable<Row>,
): Promise<readonly Row[]> {
  return (await db.executeQuery<Row>(statementOf(db, shape, values, build))).rows;
}

/** As {@link runBuilt}. Answers how many rows it changed. */
export async function changeBuilt(db: Db, shape: string, values: Values, build: (places: Places) => Compilable): Promise<bigint> {
  return (await db.executeQuery(statementOf(db, shape, values, build))).numAffectedRows ?? 0n;
}

function statementOf<Row>(db: Db, shape: string, values: Values, build: (places: Places) => Compilable<Row>): CompiledQuery<Row> {
  const statements = built.get(db) ?? new Map<string, CompiledQuery>();
  built.set(db, statements);
  const statement = (statements.get(shape) ?? build(PLACES).compile()) as CompiledQuery<Row>;
  statements.set(shape, statement);
  const parameters = statement.parameters.map((parameter) => (parameter instanceof Slot ? valueOf(shape, values, parameter) : parameter));
  return { ...statement, parameters };
}

/** The conditions of a query that are there, as a part of a shape's name. */
export function shapeOf(query: object): string {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => (typeof value === 'boolean' ? `${name}=${value}` : name))
    .toSorted()
    .join();
}

function valueOf(shape: string, values: Values, { name }: Slot): Value {
  const value = values[name];
  if (value === undefined) throw new TypeError(`statement '${shape}' has no value for '${name}'`);
  return value;
}
