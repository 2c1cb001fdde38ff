import { systemClock, type Clock } from '@hostwright/core';
import { askAgent } from './socket-client.js';
import { NEWER_BUILD, REASON_HEADER, STOP_ROUTE } from './wire.js';

/** Whom to drain, and for how long at most. */
export interface DrainInput {
  readonly socketPath: string;
  readonly timeoutMs: number;
  /** Stated when a newer program takes over. */
  readonly replace?: boolean;
  readonly clock?: Clock;
}

const ASK_TIMEOUT_MS = 1_000;
const PAUSE_MS = 50;

/** Lets an agent finish what it is sending, and waits until it does not listen any more. Answers whether that came to be. */
export async function drainAgent({ socketPath, timeoutMs, replace = false, clock = systemClock }: DrainInput): Promise<boolean> {
  const endAt = clock.monotonic() + timeoutMs;
  const ask = (): ReturnType<typeof askAgent> =>
    askAgent({
      socketPath,
      method: 'POST',
      path: STOP_ROUTE,
      headers: replace ? { [REASON_HEADER]: NEWER_BUILD } : {},
      timeoutMs: ASK_TIMEOUT_MS,
    });
  for (;;) {
    if ((await ask()).kind === 'absent') return true;
    if (clock.monotonic() >= endAt) return false;
    await clock.sleep(PAUSE_MS);
  }
}
