import { systemClock, type Clock } from '@hostwright/core';
import { describe, expect, it } from 'vitest';
import { pollUntil } from './poll.js';

/** Time that passes only by sleeping. */
function manualClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    monotonic: () => now,
    sleep: async (durationMs, signal) => {
      signal?.throwIfAborted();
      now += durationMs;
    },
  };
}

const never = (): Promise<boolean> => Promise.resolve(false);
const noSignal = new AbortController().signal;

describe('waiting for a condition', () => {
  it('ends as soon as it holds', async () => {
    const clock = manualClock();
    const held = await pollUntil({ clock, until: async () => clock.now() >= 1_000, waitMs: 4_000, signal: noSignal });
    expect(held).toBe(true);
    expect(clock.now()).toBeLessThan(1_300);
  });

  it('ends when the time is up, and not later', async () => {
    const clock = manualClock();
    expect(await pollUntil({ clock, until: never, waitMs: 4_000, signal: noSignal })).toBe(false);
    expect(clock.now()).toBe(4_000);
  });

  it('returns at once, without asking, when there is nothing to wait for', async () => {
    let asked = 0;
    const until = async (): Promise<boolean> => (asked += 1) > 0;
    expect(await pollUntil({ clock: manualClock(), until, waitMs: 0, signal: noSignal })).toBe(false);
    expect(asked).toBe(0);
  });

  it('ends when its caller gives up', async () => {
    const stop = new AbortController();
    const waiting = pollUntil({ clock: systemClock, until: never, waitMs: 60_000, signal: stop.signal });
    stop.abort();
    expect(await waiting).toBe(false);
  });

  it('reminds now and then, because whoever works may have been killed', async () => {
    let reminded = 0;
    const remind = async (): Promise<void> => void (reminded += 1);
    await pollUntil({ clock: manualClock(), until: never, waitMs: 5_500, signal: noSignal, remind });
    expect(reminded).toBeGreaterThanOrEqual(3);
    expect(reminded).toBeLessThanOrEqual(5);
  });
});
