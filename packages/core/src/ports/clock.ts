/** Time and timers. Two implementations: the system's, and the simulation's. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970; may jump. */
  now(): number;
  /** Milliseconds since an arbitrary start; never jumps back. */
  monotonic(): number;
  /** Waits `durationMs`. Ends early with `signal.reason` as error when aborted. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** Timers of Node fire at once when they are set for longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: monotonicMs,
  sleep: async (durationMs, signal) => {
    for (let leftMs = durationMs; ; leftMs -= LONGEST_TIMER_MS) {
      await sleepOnce(Math.min(leftMs, LONGEST_TIMER_MS), signal);
      if (leftMs <= LONGEST_TIMER_MS) return;
    }
  },
};

/** Not `performance.now()`: its module costs a Host Factory call some hundredths of its start-up time. */
function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}

function sleepOnce(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, durationMs);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
