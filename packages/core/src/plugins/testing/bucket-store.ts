import type { Bucket, ConnectionState } from '../../domain/connection.js';
import type { Clock } from '../../ports/clock.js';
import type { ReadTransaction, Store, WriteTransaction } from '../../ports/store.js';

/** The part of a store that instrumentation uses, in memory: transactions run one after the other. */
export class BucketStore implements Pick<Store, 'now' | 'read' | 'write'> {
  readonly buckets = new Map<string, Bucket>();
  readonly connections = new Map<string, Pick<ConnectionState, 'identity'>>();
  writes = 0;
  failure: Error | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  now(): Promise<number> {
    return Promise.resolve(this.clock.now());
  }

  read<Result>(body: (tx: ReadTransaction) => Promise<Result>): Promise<Result> {
    return this.#run(() => body(this.#transaction()));
  }

  write<Result>(body: (tx: WriteTransaction) => Promise<Result>): Promise<Result> {
    this.writes += 1;
    return this.#run(() => body(this.#transaction()));
  }

  async #run<Result>(body: () => Promise<Result>): Promise<Result> {
    const before = this.#last;
    const done = before.then(() => {
      if (this.failure !== undefined) throw this.failure;
      return body();
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  #transaction(): WriteTransaction {
    const used: Pick<WriteTransaction, 'bucket' | 'saveBucket' | 'connection'> = {
      bucket: (bucket) => Promise.resolve(this.buckets.get(bucket)),
      saveBucket: (bucket) => Promise.resolve(void this.buckets.set(bucket.bucket, bucket)),
      connection: (connection) => Promise.resolve(this.connections.get(connection) as ConnectionState | undefined),
    };
    return used as WriteTransaction;
  }
}
