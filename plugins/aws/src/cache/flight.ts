import type { OperationInput } from '@hostwright/core/provider';

/** One piece of work that several callers wait for. */
export interface Flight<Value> {
  /** Waits for the work; ends early, with the signal's reason as error, when this caller gives up. The work ends when all have. */
  join(input: OperationInput): Promise<Value>;
  /** All who waited gave up, so the work is being ended: nobody may join any more. */
  abandoned(): boolean;
}

/** Starts `work` once for any number of callers; none of them can end it for the others. */
export function startFlight<Value>(work: (signal: AbortSignal) => Promise<Value>): Flight<Value> {
  const all = new AbortController();
  const result = work(all.signal);
  // Each caller gets the error from its own wait; a work that nobody waits for any more must not count as unhandled.
  result.catch(() => undefined);
  let waiting = 0;
  return {
    abandoned: () => all.signal.aborted,
    join: async ({ signal }) => {
      signal.throwIfAborted();
      waiting += 1;
      try {
        return await firstOf(result, signal);
      } finally {
        waiting -= 1;
        if (waiting === 0) all.abort(new Error('nobody waits for the answer any more'));
      }
    },
  };
}

function firstOf<Value>(result: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('the call was cancelled'));
    signal.addEventListener('abort', giveUp, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
