import type { Template } from '../domain/template.js';
import { systemClock, type Clock } from '../ports/clock.js';
import { systemRandom, type Random } from '../ports/random.js';
import type { Store, WriteTransaction } from '../ports/store.js';
import type { FrontOptions } from './host-factory-api.js';
import { newConnection } from './lease.js';
import { DEFAULT_TIMING, type EngineTiming } from './timing.js';

/** The options of commands and queries with every default filled in. */
export interface Front {
  readonly store: Store;
  readonly templates: readonly Template[];
  readonly clock: Clock;
  readonly random: Random;
  readonly timing: EngineTiming;
}

/** Fills in the defaults. */
export function toFront({ store, templates, clock, random, timing }: FrontOptions): Front {
  return {
    store,
    templates,
    clock: clock ?? systemClock,
    random: random ?? systemRandom,
    timing: { ...DEFAULT_TIMING, ...timing },
  };
}

/** Asks the holder of a connection to look at once; also one that has no record yet, because nobody has worked on it. */
export async function bumpWakeups(tx: WriteTransaction, connection: string): Promise<void> {
  const state = (await tx.connection(connection)) ?? newConnection({ connection, provider: '' });
  await tx.saveConnection({ ...state, wakeups: state.wakeups + 1 });
}

/** Asks the holders of all connections that have a record or a template. */
export async function bumpAllWakeups(tx: WriteTransaction, templates: readonly Template[]): Promise<void> {
  const stored = (await tx.connections()).map((state) => state.connection);
  for (const connection of new Set([...stored, ...templates.map((template) => template.connection)])) await bumpWakeups(tx, connection);
}
