import type { DatabaseSync } from 'node:sqlite';
import { isStoreError, type StoreError } from '@hostwright/core/ports';
import { Mutex } from '../mutex.js';
import { UnreadableRecordError } from '../rows/record.js';
import type { Db } from '../schema.js';
import { StatementCache } from './dialect.js';
import { storeError } from './errors.js';
import { SQL } from './sql.js';

/** Where a session's connection comes from. */
export interface ConnectionSource {
  /** Names the store in messages. */
  readonly label: string;
  open(): DatabaseSync;
  /** The connection is left to its owner when the session ends. */
  readonly shared: boolean;
  /** Other hosts can reach the file, so that the journal is one that needs no memory in common. Known once a connection was opened. */
  readonly networked: boolean;
  /** @throws {StoreError} when the open file is not the one under its name any more */
  verify(): void;
  /** Makes a StoreError of an error of node:sqlite; answers another error as it is. */
  translate(error: unknown): unknown;
}

/** What one transaction is for: `later` is durable against a killed process at once, and against a power cut a little later. */
export type TransactionMode = 'read' | 'write' | 'write-later';

/**
 * One connection to one database. Its transactions run one after the other, those of several stores over one database included.
 */
export class SqliteSession {
  readonly db: Db;
  readonly #mutex = new Mutex();
  readonly #statements: StatementCache;
  #connection: DatabaseSync | undefined;
  #mode: TransactionMode | undefined;
  #failure: StoreError | undefined;
  #syncsAlways: boolean | undefined;
  /** This process has the file to itself: see `#begin`. */
  #exclusive = false;
  #closed = false;

  constructor(readonly source: ConnectionSource) {
    this.#statements = new StatementCache({
      connection: () => this.#connected(),
      guard: (statement) => this.#guard(statement),
    });
    this.db = this.#statements.builder();
  }

  get label(): string {
    return this.source.label;
  }

  /**
   * Runs `body` in a transaction. Asks once: a lock that somebody else holds is `busy`.
   * @param check - looks at the state that the transaction sees, before the body
   */
  async transaction<Result>(mode: TransactionMode, check: () => void, body: () => Promise<Result>): Promise<Result> {
    return this.#mutex.run(async () => {
      this.#begin(mode, check);
      try {
        const result = await body();
        this.#commit();
        // A file that lost its name during the transaction takes along what was committed to it: then it must not be acknowledged.
        if (mode !== 'read') this.source.verify();
        return result;
      } catch (error) {
        throw this.#refusal(error);
      } finally {
        this.#end();
      }
    });
  }

  /** Runs a statement that works outside transactions only. */
  async outside<Result>(statement: () => Result): Promise<Result> {
    return this.#mutex.run(async () => statement());
  }

  /** The one row of a statement of {@link SQL}. */
  row(sql: string): { readonly [column: string]: unknown } {
    return this.#statements.first(sql);
  }

  execute(sql: string): void {
    this.#guard(() => this.#connected().exec(sql));
  }

  async close(): Promise<void> {
    await this.#mutex.run(async () => {
      this.#closed = true;
      if (!this.source.shared) this.#disconnect();
    });
  }

  /**
   * On a full disk the first process that opens the file cannot make the small file that processes share to find their way in the log.
   * Alone, it can do without, so that what is stored can still be read. It then has the file to itself, so not longer than it must.
   */
  #begin(mode: TransactionMode, check: () => void): void {
    try {
      this.#start(mode, check);
    } catch (error) {
      if (this.source.shared || !isStoreError(error) || error.kind !== 'full') throw error;
      this.#disconnect();
      this.#exclusive = true;
      this.#start(mode, check);
    }
  }

  #start(mode: TransactionMode, check: () => void): void {
    this.#failure = undefined;
    try {
      const fresh = this.#connection === undefined;
      if (!fresh) this.source.verify();
      if (fresh && this.#exclusive) this.row(SQL.lockExclusively);
      if (mode !== 'read') this.#sync(mode === 'write');
      this.execute(mode === 'read' ? SQL.beginRead : SQL.beginWrite);
      this.#mode = mode;
      check();
    } catch (error) {
      this.#end();
      throw this.#refusal(error);
    }
  }

  #sync(always: boolean): void {
    if (this.#syncsAlways === always) return;
    const [most, least] = this.source.networked ? [SQL.syncExtra, SQL.syncAlways] : [SQL.syncAlways, SQL.syncLater];
    this.execute(always ? most : least);
    this.#syncsAlways = always;
  }

  #commit(): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.execute(SQL.commit);
  }

  #end(): void {
    const began = this.#mode !== undefined;
    this.#mode = undefined;
    this.#failure = undefined;
    if (began && this.#connection?.isTransaction === true) this.#rollBack();
    if (this.#exclusive) this.#disconnect();
    this.#exclusive = false;
  }

  /** A connection that cannot even roll back is given up, which has the same effect. */
  #rollBack(): void {
    try {
      this.execute(SQL.rollback);
    } catch (error) {
      if (this.source.shared) throw error;
      this.#disconnect();
    }
  }

  #connected(): DatabaseSync {
    if (this.#closed) throw storeError('unavailable', this.label, 'it was closed by this process');
    this.#connection ??= this.source.open();
    return this.#connection;
  }

  #disconnect(): void {
    this.#connection?.close();
    this.#connection = undefined;
    this.#syncsAlways = undefined;
    this.#statements.clear();
  }

  /**
   * After some failures the transaction is over, and what follows would be committed on its own: a body that goes on after one is
   * refused. Only a conflict leaves the transaction as it was.
   */
  #guard<Result>(statement: () => Result): Result {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return statement();
    } catch (error) {
      const translated = this.source.translate(error);
      if (this.#mode !== undefined && isStoreError(translated) && translated.kind !== 'conflict') this.#failure = translated;
      throw translated;
    }
  }

  #refusal(error: unknown): unknown {
    return error instanceof UnreadableRecordError ? storeError('corrupt', this.label, error.message, error) : error;
  }
}
