import type { OperationInput } from '@hostwright/core/provider';
import { createCached, type Aged, type Cached } from './cached.js';

/** Most keys kept; the one that was added first goes first. */
const MOST_KEYS = 200;

/** Keeps what `load` answers for each key for `maxAgeMs`; many callers of one key cause one call. */
export function createKeyed<Value>(options: {
  readonly now: () => number;
  readonly maxAgeMs: number;
  readonly load: (key: string, signal: AbortSignal) => Promise<Value>;
}): { readonly get: (key: string, input: OperationInput) => Promise<Aged<Value>> } {
  const { now, maxAgeMs, load } = options;
  const cells = new Map<string, Cached<Value>>();

  const add = (key: string): Cached<Value> => {
    const cell = createCached({ now, maxAgeMs, load: (signal) => load(key, signal) });
    cells.set(key, cell);
    const [oldest] = cells.keys();
    if (cells.size > MOST_KEYS && oldest !== undefined) cells.delete(oldest);
    return cell;
  };

  return { get: (key, input) => (cells.get(key) ?? add(key)).get(input) };
}
