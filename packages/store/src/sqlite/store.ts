import type { Clock, ReadTransaction, Store, WriteTransaction } from '@hostwright/core/ports';
import type { CreatedClaim } from '../claim/create-claim.js';
import type { HostClaim } from '../claim/host-claim.js';
import type { StoreClaim } from '../claim/store-claim.js';
import type { Patience } from '../patience.js';
import { StatementReads, StatementWrites } from '../transaction.js';
import { storeError } from './errors.js';
import { verifySchema } from './schema-state.js';
import type { SqliteSession, TransactionMode } from './session.js';

export interface SqliteStoreParts {
  readonly session: SqliteSession;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly schemaVersion: number;
  readonly readOnly: boolean;
  /** Undefined where no other host can reach the store. */
  readonly claim: CreatedClaim | undefined;
  readonly isNew: boolean;
}

/** The port over one session. */
export class SqliteStore implements Store {
  #closed = false;

  constructor(private readonly parts: SqliteStoreParts) {}

  get isNew(): boolean {
    return this.parts.isNew;
  }

  get claim(): StoreClaim | undefined {
    return this.parts.claim?.handle;
  }

  async read<Result>(body: (tx: ReadTransaction) => Promise<Result>): Promise<Result> {
    return this.#run('read', () => new StatementReads(this.parts.session.db), body);
  }

  async write<Result>(body: (tx: WriteTransaction) => Promise<Result>, options?: { readonly durable?: boolean }): Promise<Result> {
    if (this.parts.readOnly) throw storeError('read-only', this.parts.session.label, 'it was opened for reading only');
    const mode = options?.durable === false ? 'write-later' : 'write';
    const { session, claim } = this.parts;
    const start = (): StatementWrites => new StatementWrites(session.db);
    if (claim === undefined) return this.#run(mode, start, body);
    const result = await this.#run(mode, start, body, claim.guard);
    claim.guard.committed();
    return result;
  }

  async now(): Promise<number> {
    return this.parts.clock.now();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (!this.parts.session.source.shared) await this.parts.session.close();
  }

  async #run<Transaction extends StatementReads, Result>(
    mode: TransactionMode,
    start: () => Transaction,
    body: (tx: Transaction) => Promise<Result>,
    claim?: HostClaim,
  ): Promise<Result> {
    const { session, patience, schemaVersion } = this.parts;
    return patience.retry(async () => {
      if (this.#closed) throw storeError('unavailable', session.label, 'it was closed by this process');
      return session.transaction(
        mode,
        () => {
          verifySchema(session, schemaVersion);
          claim?.check();
        },
        async () => {
          if (claim !== undefined) await claim.enter(session.db);
          const transaction = start();
          try {
            return await body(transaction);
          } finally {
            await transaction.end();
          }
        },
      );
    });
  }
}
