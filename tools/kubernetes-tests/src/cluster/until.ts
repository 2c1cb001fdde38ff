import { setTimeout as wait } from 'node:timers/promises';

/** Longer than anything takes that does not hang. */
const HANG_MS = 300_000;

/** Asks again and again until it holds. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + HANG_MS;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`it does not come to pass: ${what}`);
    await wait(200);
  }
}
