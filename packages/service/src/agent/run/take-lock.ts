import type { Clock } from '@hostwright/core';
import { type HeldLock, tryLock } from '../lock.js';
import type { RuntimeFolder } from '../runtime-folder.js';
import { askAgent } from '../socket-client.js';
import { WAKE_ROUTE } from '../wire.js';

const ASK_TIMEOUT_MS = 1_000;
const PAUSE_MS = 100;
/** Longer than an agent that ends, or a call that works inline, holds the lock. */
const PATIENCE_MS = 45_000;

/**
 * Takes the lock that makes an agent the only one. Where another agent works, that one is woken, and there is nothing to do: undefined.
 * One that is ending does not hear of new work any more, so that its end is waited for.
 */
export async function takeLock(runtime: RuntimeFolder, clock: Clock, signal: AbortSignal): Promise<HeldLock | undefined> {
  const endAt = clock.monotonic() + PATIENCE_MS;
  while (!signal.aborted && clock.monotonic() < endAt) {
    const lock = tryLock(runtime.lockPath);
    if (lock !== undefined) return lock;
    const { socketPath } = runtime;
    const reply = await askAgent({ socketPath, method: 'POST', path: WAKE_ROUTE, timeoutMs: ASK_TIMEOUT_MS });
    if (reply.kind === 'answered' && reply.status < 300) return undefined;
    await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
  }
  return undefined;
}
