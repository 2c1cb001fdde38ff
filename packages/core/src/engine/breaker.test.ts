import { describe, expect, it } from 'vitest';
import type { Breaker } from '../domain/connection.js';
import { ProviderError, type ProviderErrorClass } from '../provider/errors.js';
import { backoffMs } from './backoff.js';
import { breakerAfterFailure, CLOSED_BREAKER, isBreakerOpen } from './breaker.js';
import { hasCome, LONGEST_RETRY_MS } from './due.js';
import { NOW_MS } from './testing/builders.js';
import { DEFAULT_TIMING } from './timing.js';

function after(failures: number, errorClass: ProviderErrorClass): Breaker {
  let breaker = CLOSED_BREAKER;
  for (let count = 0; count < failures; count += 1)
    breaker = breakerAfterFailure(breaker, new ProviderError(errorClass, 'no'), NOW_MS, DEFAULT_TIMING);
  return breaker;
}

describe('the breaker', { tags: ['engine.calls.breaker', 'simulated'] }, () => {
  it.each(['Capacity', 'Quota', 'InvalidTemplate', 'NotFound', 'Conflict', 'PermissionDenied', 'Unsupported'] as const)(
    '%s says nothing of the connection',
    (errorClass) => {
      expect(after(20, errorClass)).toBe(CLOSED_BREAKER);
    },
  );

  it('opens after some failures in a row, for longer each time, up to a limit', () => {
    const openMs = (failures: number): number | undefined => {
      const { openUntilMs } = after(failures, 'Unavailable');
      return openUntilMs === undefined ? undefined : openUntilMs - NOW_MS;
    };
    expect([4, 5, 6, 7].map(openMs)).toEqual([undefined, 10_000, 20_000, 40_000]);
    expect(openMs(50)).toBe(DEFAULT_TIMING.breakerMaxMs);
  });

  it('opens at once where nothing succeeds before somebody acts', () => {
    expect(after(1, 'Credentials')).toMatchObject({ openUntilMs: NOW_MS + 10_000, lastErrorClass: 'Credentials', lastMessage: 'no' });
  });

  it('is open until its time, and not because a clock was set back', () => {
    const breaker = after(1, 'Credentials');
    expect(isBreakerOpen(breaker, NOW_MS + 9_999, DEFAULT_TIMING)).toBe(true);
    expect(isBreakerOpen(breaker, NOW_MS + 10_000, DEFAULT_TIMING)).toBe(false);
    expect(isBreakerOpen(breaker, NOW_MS - 86_400_000, DEFAULT_TIMING)).toBe(false);
    expect(isBreakerOpen(CLOSED_BREAKER, NOW_MS, DEFAULT_TIMING)).toBe(false);
  });
});

describe('backoffMs', () => {
  const random = (value: number) => ({ next: () => value, hex: () => '' });

  it('doubles the range with each try, up to a limit', () => {
    expect([0, 1, 2, 3, 30].map((tries) => backoffMs(tries, DEFAULT_TIMING, random(1)))).toEqual([1_000, 2_000, 4_000, 8_000, 60_000]);
    expect(backoffMs(5, DEFAULT_TIMING, random(0))).toBe(1_000);
  });

  it('waits at least as long as the cloud asked, within reason', () => {
    expect(backoffMs(0, DEFAULT_TIMING, random(0), 45_000)).toBe(45_000);
    expect(backoffMs(0, DEFAULT_TIMING, random(0), 86_400_000)).toBe(LONGEST_RETRY_MS);
  });
});

describe('hasCome', () => {
  it.each([
    [undefined, true],
    [NOW_MS, true],
    [NOW_MS + 1, false],
    [NOW_MS + 1_000, false],
    [NOW_MS + 1_001, true],
  ])('%s, with waits of at most a second: %s', (atMs, come) => {
    expect(hasCome(atMs, NOW_MS, 1_000)).toBe(come);
  });
});
