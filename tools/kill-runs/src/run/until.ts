import { setTimeout as sleep } from 'node:timers/promises';

/** It finds what hangs, on the slowest machine, and measures nothing. */
export const HANG_MS = 600_000;
const INTERVAL_MS = 100;

/**
 * Asks again and again until the answer is something, and returns it.
 * @throws {Error} naming what was waited for in vain
 */
export async function until<Value>(
  what: string,
  ask: () => Promise<Value | undefined> | Value | undefined,
  intervalMs = INTERVAL_MS,
): Promise<Value> {
  const endAt = performance.now() + HANG_MS;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (performance.now() > endAt) throw new Error(`waited in vain for ${what}`);
    await sleep(intervalMs);
  }
}
