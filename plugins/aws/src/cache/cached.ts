import type { OperationInput } from '@hostwright/core/provider';
import { startFlight, type Flight } from './flight.js';

/** Something read from the cloud, and when. */
export interface Aged<Value> {
  readonly value: Value;
  /** In milliseconds since 1970, by this machine's clock. */
  readonly readAtMs: number;
}

/** Something that is read once, kept for a while, and read by one call however many ask at the same time. */
export interface Cached<Value> {
  get(input: OperationInput): Promise<Aged<Value>>;
  /** What is kept and not too old. */
  peek(): Aged<Value> | undefined;
}

/** Keeps the answer of `load` for `maxAgeMs`; a failure is kept not at all. */
export function createCached<Value>(options: {
  readonly now: () => number;
  readonly maxAgeMs: number;
  readonly load: (signal: AbortSignal) => Promise<Value>;
}): Cached<Value> {
  const { now, maxAgeMs, load } = options;
  let kept: Aged<Value> | undefined;
  let flight: Flight<Aged<Value>> | undefined;

  const peek = (): Aged<Value> | undefined => (kept !== undefined && isFresh(kept, now(), maxAgeMs) ? kept : undefined);

  const begin = (): Flight<Aged<Value>> => {
    const begun: Flight<Aged<Value>> = startFlight(async (signal) => {
      try {
        const readAtMs = now();
        kept = { value: await load(signal), readAtMs };
        return kept;
      } finally {
        if (flight === begun) flight = undefined;
      }
    });
    return begun;
  };

  return {
    peek,
    get: async (input) => {
      input.signal.throwIfAborted();
      const fresh = peek();
      if (fresh !== undefined) return fresh;
      if (flight === undefined || flight.abandoned()) flight = begin();
      return flight.join(input);
    },
  };
}

/** Whether something was read within the last `maxAgeMs`; a clock that was set back makes it too old. */
export function isFresh({ readAtMs }: Pick<Aged<unknown>, 'readAtMs'>, nowMs: number, maxAgeMs: number): boolean {
  return readAtMs <= nowMs && nowMs - readAtMs < maxAgeMs;
}
