import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from './clock.js';

describe("the machine's clock", () => {
  it('tells the time since 1970, and one that never goes back', () => {
    const [before, after] = [systemClock.monotonic(), systemClock.monotonic()];
    expect(after).toBeGreaterThanOrEqual(before);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(60_000);
  });

  it('ends a sleep early with the reason of its signal, and leaves no listener behind', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(3_600_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(systemClock.sleep(0, stop.signal)).rejects.toThrow('enough');
  });

  it('leaves no listener on a signal that outlives the sleep', async () => {
    const signal = new AbortController().signal;
    const remove = vi.spyOn(signal, 'removeEventListener');
    await systemClock.sleep(0, signal);
    expect(remove).toHaveBeenCalledOnce();
  });

  describe('over long times', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    it.each([10, 2 ** 31 - 1, 2 ** 31, 5 * 2 ** 31])('sleeps %d ms, neither less nor for ever', async (durationMs) => {
      let awake = false;
      void systemClock.sleep(durationMs).then(() => (awake = true));
      await vi.advanceTimersByTimeAsync(durationMs - 1);
      expect(awake).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(awake).toBe(true);
    });
  });
});
