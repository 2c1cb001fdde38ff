import type { Store, WriteTransaction } from '@hostwright/core';
import type { Fact } from '@hostwright/history';
import type { SimProcess } from './sim-process.js';
import type { StoreFaults } from './store-faults.js';
import { watchSaves } from './watch-saves.js';

/** What a gated store needs of its history. */
export interface StoreGate {
  readonly process: SimProcess;
  readonly faults: StoreFaults;
  /** Told what a commit changed, right after it. */
  readonly committed: (facts: readonly Fact[]) => void;
  readonly nowMs: () => number;
}

/** What a transaction changed, it changed at once: rules see the facts of one commit in this order. */
const ORDER: readonly string[] = ['store-connection', 'store-request', 'store-machine', 'store-attempt', 'store-intent'];

/** The store as one process sees it: each transaction waits for its turn, may be refused, and may be the last thing that the process does. */
export function gateStore(store: Store, gate: StoreGate): Store {
  const { process, faults } = gate;
  return {
    read: async (body) => {
      await process.turn('reads');
      faults.refuse('read', process.name);
      return store.read(body);
    },
    write: async (body, options) => {
      await process.turn('writes');
      faults.refuse('write', process.name);
      const leave = await process.enterTransaction((forMs) => faults.lock(process.name, forMs));
      const saved: { facts: readonly Fact[]; saves: ReadonlySet<string> } = { facts: [], saves: new Set() };
      try {
        const result = await store.write(async (tx: WriteTransaction) => {
          const watch = watchSaves(tx, gate.nowMs());
          const answer = await body(tx);
          Object.assign(saved, watch);
          process.passOrThrow({ at: 'before-commit', saves: watch.saves });
          return answer;
        }, options);
        gate.committed(saved.facts.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)));
        leave();
        await process.pass({ at: 'after-commit', saves: saved.saves });
        faults.lose(process.name);
        return result;
      } catch (error) {
        leave();
        return process.silence(error);
      }
    },
    now: () => store.now(),
    close: () => store.close(),
  };
}
