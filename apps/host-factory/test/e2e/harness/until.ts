import { setTimeout as sleep } from 'node:timers/promises';

/** Longest wait for anything that should happen in a second or two. It finds what hangs, on the slowest machine, and measures nothing. */
const PATIENCE_MS = 240_000;
/** Often enough; each poll of a script costs as much CPU as a small program. */
const INTERVAL_MS = 250;

/** How {@link until} waits. */
export interface Patience {
  /** Named in the error. */
  readonly what: string;
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

/**
 * Asks again and again until the answer is something, and returns it.
 * @throws {Error} naming what was waited for, and the last answer
 */
export async function until<Value>(
  ask: () => Value | undefined | false | Promise<Value | undefined | false>,
  patience: Patience,
): Promise<Value> {
  const deadline = performance.now() + (patience.timeoutMs ?? PATIENCE_MS);
  for (;;) {
    const value = await ask();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited in vain: ${patience.what}`);
    await sleep(patience.intervalMs ?? INTERVAL_MS);
  }
}
