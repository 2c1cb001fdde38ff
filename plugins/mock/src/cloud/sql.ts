import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { fileErrorOf } from './file-errors.js';

type Named = Readonly<Record<string, SQLInputValue>>;

/** SQLite with its statements kept prepared. Rows come back as the schema types them; the caller states which. */
export class Sql {
  readonly #statements = new Map<string, StatementSync>();

  constructor(readonly database: DatabaseSync) {}

  /** First row, or undefined. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what rows a statement gives is known where it is written
  get<Row>(text: string, values: Named = {}): Row | undefined {
    return this.#prepare(text).get(values) as Row | undefined;
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what rows a statement gives is known where it is written
  all<Row>(text: string, values: Named = {}): readonly Row[] {
    return this.#prepare(text).all(values) as unknown as readonly Row[];
  }

  /** Answers how many rows changed. */
  run(text: string, values: Named = {}): number {
    return Number(this.#prepare(text).run(values).changes);
  }

  /** Runs `body` alone among all processes, all or nothing. It must not await. */
  transact<Result>(body: () => Result): Result {
    try {
      this.run('BEGIN IMMEDIATE');
    } catch (error) {
      throw fileErrorOf(error);
    }
    try {
      const result = body();
      this.run('COMMIT');
      return result;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw fileErrorOf(error);
    }
  }

  /** Runs `body` within a transaction; when it throws, what it changed is undone and the transaction goes on. */
  attempt<Result>(body: () => Result): Result {
    this.run('SAVEPOINT attempt');
    try {
      const result = body();
      this.run('RELEASE attempt');
      return result;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK TO attempt; RELEASE attempt');
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.database.isOpen) this.database.close();
  }

  #prepare(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.database.prepare(text);
    statement.setAllowUnknownNamedParameters(true);
    this.#statements.set(text, statement);
    return statement;
  }
}
