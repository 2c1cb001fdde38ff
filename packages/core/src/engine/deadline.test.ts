import { describe, expect, it } from 'vitest';
import { ProviderError } from '../provider/errors.js';
import { Bell } from './bell.js';
import { withDeadline } from './deadline.js';

const late = (): ProviderError => new ProviderError('Unavailable', 'too late');

/** Sleeps end when a test says so. */
function handClock() {
  const sleepers: { readonly durationMs: number; readonly end: () => void }[] = [];
  const sleep = (durationMs: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      sleepers.push({ durationMs, end: resolve });
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });
  return { clock: { now: () => 0, monotonic: () => 0, sleep }, sleepers };
}

describe('withDeadline', () => {
  it('answers what comes in time, and what fails', async () => {
    const { clock } = handClock();
    expect(await withDeadline(clock, 10, late, async () => 7)).toBe(7);
    await expect(withDeadline(clock, 10, late, () => Promise.reject(new Error('plugin')))).rejects.toThrow('plugin');
  });

  it('gives up on what never settles, and tells it so', async () => {
    const { clock, sleepers } = handClock();
    let told: AbortSignal | undefined;
    const waiting = withDeadline(clock, 10, late, (signal) => {
      told = signal;
      return new Promise<never>(() => undefined);
    });
    sleepers[0]?.end();
    await expect(waiting).rejects.toThrow('too late');
    expect(told?.aborted).toBe(true);
  });
});

describe('Bell', () => {
  it('ends a wait', async () => {
    const { clock, sleepers } = handClock();
    const bell = new Bell();
    const waiting = bell.wait(clock, 1_000, new AbortController().signal);
    expect(sleepers).toHaveLength(1);
    bell.ring();
    await waiting;
  });

  it('keeps a ring for who waits next, once', async () => {
    const { clock, sleepers } = handClock();
    const bell = new Bell();
    bell.ring();
    await bell.wait(clock, 1_000, new AbortController().signal);
    expect(sleepers).toHaveLength(0);
    const stop = new AbortController();
    const waiting = bell.wait(clock, 1_000, stop.signal);
    expect(sleepers).toHaveLength(1);
    stop.abort();
    await waiting;
  });
});
