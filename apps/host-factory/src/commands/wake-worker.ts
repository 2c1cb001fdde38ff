import type { Services } from '../cli/services.js';

/** Sees to it that somebody works on what was just committed, without waiting for it. */
export async function wakeWorker(services: Services): Promise<void> {
  const wakeAndWait = await services.wakeAndWait();
  await wakeAndWait({ until: () => Promise.resolve(false), waitMs: 0, signal: new AbortController().signal });
}
