import type { Clock } from '@hostwright/core';

/** What is waited for, and how. */
export interface PollInput {
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
  /** Never rejects. */
  readonly until: () => Promise<boolean>;
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Done now and then while waiting, for example to wake again whoever was killed meanwhile. */
  readonly remind?: () => Promise<unknown>;
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 250;
const REMIND_INTERVAL_MS = 1_000;

/** Asks `until` again and again, often at first, and answers whether it held before the time was up. */
export async function pollUntil({ clock, until, waitMs, signal, remind }: PollInput): Promise<boolean> {
  const endAt = clock.monotonic() + waitMs;
  let remindAt = clock.monotonic() + REMIND_INTERVAL_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const leftMs = endAt - clock.monotonic();
    if (leftMs <= 0 || signal.aborted) return false;
    await clock.sleep(Math.min(pauseMs, leftMs), signal).catch(() => undefined);
    if (await until()) return true;
    if (remind === undefined || clock.monotonic() < remindAt) continue;
    await remind();
    remindAt = clock.monotonic() + REMIND_INTERVAL_MS;
  }
}
