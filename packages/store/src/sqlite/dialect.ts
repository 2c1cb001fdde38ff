import type { DatabaseSync } from 'node:sqlite';
import {
  type Compilable,
  type CompiledQuery,
  Kysely,
  type KyselyConfig,
  type QueryResult,
  SqliteDialect,
  type SqliteStatement,
} from 'kysely';
import type { Db, Tables } from '../schema.js';

/** Prepared statements kept; those used longest ago go first. */
const MOST_STATEMENTS = 200;

/** What the adapter needs of the session: the connection of the moment, and to be told of failures. */
export interface StatementHost {
  connection(): DatabaseSync;
  /** Runs one statement; may refuse. Translates errors. */
  guard<Result>(statement: () => Result): Result;
}

/** Adapts node:sqlite to the query builder's SQLite dialect, and keeps prepared statements. */
export class StatementCache {
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(private readonly host: StatementHost) {}

  /** A builder whose statements run on the host's connection. Transactions are the host's: the builder's own are not used. */
  builder(): Db {
    const database = { close: () => undefined, prepare: (sql: string) => this.#prepare(sql) };
    return new Builder({ dialect: new SqliteDialect({ database }) }, (query) => this.#run(query));
  }

  /** The first row of a statement without parameters. */
  first(sql: string): { readonly [column: string]: unknown } {
    return (this.#prepare(sql).all([])[0] ?? {}) as { readonly [column: string]: unknown };
  }

  /** Forgets what was prepared on a connection that is gone. */
  clear(): void {
    this.#statements.clear();
  }

  #run<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    const statement = this.#prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters) as Row[] };
    return { rows: [], numAffectedRows: BigInt(statement.run(parameters).changes) };
  }

  #prepare(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    this.#statements.delete(sql);
    const statement = known ?? this.host.guard(() => adapt(this.host, sql));
    this.#statements.set(sql, statement);
    if (this.#statements.size > MOST_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value ?? sql);
    return statement;
  }
}

/** The builder's own way to run a statement goes through a pool of connections: a dozen turns, for the one connection that there is. */
class Builder extends Kysely<Tables> {
  constructor(
    config: KyselyConfig,
    private readonly run: <Row>(query: CompiledQuery) => QueryResult<Row>,
  ) {
    super(config);
  }

  override async executeQuery<Row>(query: CompiledQuery<Row> | Compilable<Row>): Promise<QueryResult<Row>> {
    return this.run('compile' in query ? query.compile() : query);
  }
}

type Parameters = (string | number | null)[];

function adapt(host: StatementHost, sql: string): SqliteStatement {
  const statement = host.connection().prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => host.guard(() => statement.all(...(parameters as Parameters))),
    run: (parameters) => host.guard(() => statement.run(...(parameters as Parameters))),
    iterate: (parameters) => statement.iterate(...(parameters as Parameters)),
  };
}
