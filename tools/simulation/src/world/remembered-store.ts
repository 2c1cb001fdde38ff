import type { ReadTransaction, Store } from '@hostwright/core';
import { RememberedReads } from './remembered-reads.js';
import { RememberedWrites } from './remembered-writes.js';
import type { StoreMemory } from './store-memory.js';

/** A store that answers what it was asked before, and has not changed since, from memory. All that change its database share one memory. */
export function rememberStore(store: Store, memory: StoreMemory): Store {
  return {
    read: (body) => read(store, memory, body),
    write: (body, options) =>
      store.write(async (tx) => {
        const writes = new RememberedWrites(memory, tx);
        try {
          return await body(writes);
        } finally {
          writes.end();
        }
      }, options),
    now: () => store.now(),
    close: () => store.close(),
  };
}

async function read<Result>(store: Store, memory: StoreMemory, body: (tx: ReadTransaction) => Promise<Result>): Promise<Result> {
  const lazily = beginLazily(store);
  const reads = new RememberedReads(memory, lazily.begin);
  try {
    return await body(reads);
  } finally {
    reads.end();
    await lazily.end();
  }
}

/** A transaction of the store that begins when it is needed. */
function beginLazily(store: Store): { readonly begin: () => Promise<ReadTransaction>; readonly end: () => Promise<void> | undefined } {
  const began = Promise.withResolvers<ReadTransaction>();
  const over = Promise.withResolvers<void>();
  let transaction: Promise<void> | undefined;
  return {
    begin: () => {
      if (transaction === undefined) {
        transaction = store.read((tx) => {
          began.resolve(tx);
          return over.promise;
        });
        transaction.catch(began.reject);
      }
      return began.promise;
    },
    end: () => {
      over.resolve();
      return transaction;
    },
  };
}
