import { type Clock, StoreError } from '@hostwright/core';
import { drainAgent } from '../agent/drain.js';
import { type HeldLock, tryLock } from '../agent/lock.js';
import type { RuntimeFolder } from '../agent/runtime-folder.js';

/** One try to let the agent end; a call may have started another one meanwhile. */
const DRAIN_MS = 2_000;
const PAUSE_MS = 100;

/**
 * Lets the agent end, and takes its place without working: no other starts before the lock is released.
 * @throws {StoreError} `busy`: the agent, a call that works itself, or another rebuild did not end within `waitMs`
 */
export async function holdAgentLock(input: {
  readonly runtime: RuntimeFolder;
  readonly workDirectory: string;
  readonly clock: Clock;
  readonly waitMs: number;
}): Promise<HeldLock> {
  const { runtime, workDirectory, clock, waitMs } = input;
  const endAt = clock.monotonic() + waitMs;
  for (;;) {
    const lock = tryLock(runtime.lockPath);
    if (lock !== undefined) return lock;
    if (clock.monotonic() >= endAt) {
      throw new StoreError(
        'busy',
        `The agent of ${workDirectory}, or another process that works on its store, has not ended within ${Math.round(waitMs / 1000)} s, so that nothing was changed. Try again, or end it: see "host-factory agent status".`,
      );
    }
    const drained = await drainAgent({ socketPath: runtime.socketPath, timeoutMs: Math.min(DRAIN_MS, waitMs), clock });
    if (drained) await clock.sleep(PAUSE_MS);
  }
}
