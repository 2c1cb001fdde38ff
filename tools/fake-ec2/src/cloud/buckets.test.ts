import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBuckets } from './buckets.ts';
import { virtualClock } from './clock.ts';

const SIZE = { size: 10, perSecond: 2 };

describe('a token bucket', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('never gives more than its size and its refill', () => {
    const step = fc.record({ waitMs: fc.nat(3000), cost: fc.integer({ min: 1, max: 12 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const clock = virtualClock(0);
        const buckets = createBuckets(clock);
        let given = 0;
        for (const { waitMs, cost } of steps) {
          clock.advance(waitMs);
          if (buckets.take('one', SIZE, cost)) given += cost;
          expect(given).toBeLessThanOrEqual(SIZE.size + (clock.now() / 1000) * SIZE.perSecond + 1e-6);
        }
      }),
    );
  });

  it('takes nothing when it refuses, and never more than its size waits in it', () => {
    const clock = virtualClock(0);
    const buckets = createBuckets(clock);
    expect(buckets.take('one', SIZE, 11)).toBe(false);
    expect(buckets.take('one', SIZE, 10)).toBe(true);
    clock.advance(3_600_000);
    expect(buckets.take('one', SIZE, 10)).toBe(true);
    expect(buckets.take('one', SIZE, 1)).toBe(false);
    expect(buckets.take('two', SIZE, 1)).toBe(true);
  });
});
