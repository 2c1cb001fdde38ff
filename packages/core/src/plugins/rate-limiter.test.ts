import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RateLimit } from '../provider/capabilities.js';
import { isProviderError } from '../provider/errors.js';
import { RateLimiter } from './rate-limiter.js';
import { BucketStore } from './testing/bucket-store.js';
import { ManualClock } from './testing/manual-clock.js';

const never = new AbortController().signal;
const RUN: RateLimit = { action: 'RunInstances', burst: 4, refillPerSecond: 2 };

function world(...limits: readonly RateLimit[]) {
  const clock = new ManualClock();
  const store = new BucketStore(clock);
  const limiter = (): RateLimiter => new RateLimiter({ store, clock, limits: limits.length === 0 ? [RUN] : limits });
  return { clock, store, limiter };
}

/** Takes tokens again and again and notes when each was granted, in milliseconds after the start. */
function takeAll(limiter: RateLimiter, clock: ManualClock, calls: number, cost = 1, account = 'aws/1/eu'): number[] {
  const start = clock.now();
  const granted: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    void limiter.take('RunInstances', account, cost, never).then(() => granted.push(clock.now() - start));
  }
  return granted;
}

describe('the rate limiter', { tags: ['engine.calls.rate-limit', 'simulated'] }, () => {
  it('lets the burst through at once and the rest at the pace of the refill', async () => {
    const { clock, limiter } = world();
    const granted = takeAll(limiter(), clock, 8);
    await clock.pass(10_000);
    expect(granted).toEqual([0, 0, 0, 0, 500, 1_000, 1_500, 2_000]);
  });

  it('takes nothing for a call that is not wanted any more when its turn comes', async () => {
    const { clock, limiter } = world();
    const one = limiter();
    takeAll(one, clock, 4);
    const unwanted = Array.from({ length: 20 }, () =>
      one.take('RunInstances', 'aws/1/eu', 1, never, () => Promise.reject(new Error('too late'))),
    );
    const outcomes = Promise.allSettled(unwanted);
    const granted = takeAll(one, clock, 2);
    await clock.pass(1_000);
    expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
    expect(granted).toEqual([500, 1_000]);
  });

  it('loses nothing of what it reserved and did not use', async () => {
    const { clock, limiter } = world({ action: 'RunInstances', burst: 1_000, refillPerSecond: 2 });
    const one = limiter();
    const start = clock.now();
    for (let call = 0; call < 100; call += 1) {
      const taken = one.take('RunInstances', 'aws/1/eu', 9, never);
      await clock.pass(6_000);
      await taken;
    }
    expect(clock.now() - start).toBe(600_000);
  });

  it('does not limit an action without a seed, and asks the store nothing for it', async () => {
    const { store, limiter } = world();
    const one = limiter();
    await Promise.all(Array.from({ length: 100 }, () => one.take('DescribeRegions', 'aws/1/eu', 1, never)));
    expect(store.writes).toBe(0);
  });

  it('keeps accounts, regions and actions apart', async () => {
    const { clock, limiter } = world(RUN, { ...RUN, action: 'TerminateInstances' });
    const one = limiter();
    const granted = [takeAll(one, clock, 4), takeAll(one, clock, 4, 1, 'aws/1/us'), takeAll(one, clock, 4, 1, 'aws/2/eu')];
    await one.take('TerminateInstances', 'aws/1/eu', 4, never);
    await clock.pass(0);
    expect(granted).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it('never lets processes of one account take more together than the bucket holds', { tags: ['fault.row-10'] }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.record({ process: fc.nat(2), cost: fc.integer({ min: 1, max: 12 }), afterMs: fc.nat(900) }), { maxLength: 30 }),
        async (burst, refillPerSecond, calls) => {
          const { clock, limiter } = world({ action: 'RunInstances', burst, refillPerSecond });
          const processes = [limiter(), limiter(), limiter()];
          const start = clock.now();
          let granted = 0;
          for (const { process, cost, afterMs } of calls) {
            await clock.pass(afterMs);
            void processes[process]!.take('RunInstances', 'aws/1/eu', cost, never).then(() => (granted += cost));
            await clock.pass(0);
            expect(granted).toBeLessThanOrEqual(burst + ((clock.now() - start) / 1_000) * refillPerSecond + 1e-6);
          }
          await clock.pass(3_600_000);
          expect(granted).toBe(calls.reduce((sum, call) => sum + call.cost, 0));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reserves a share of a large burst at a time, so that most calls do not touch the store', async () => {
    const { clock, store, limiter } = world({ ...RUN, burst: 80 });
    const one = limiter();
    const granted = takeAll(one, clock, 20);
    await clock.pass(0);
    expect(granted).toHaveLength(20);
    expect(store.writes).toBe(2);
    expect([...store.buckets.values()][0]?.tokens).toBe(60);
  });

  it('counts a reserved share that was not used up back in, never above the burst', async () => {
    const { clock, store, limiter } = world({ ...RUN, burst: 80, refillPerSecond: 20 });
    const one = limiter();
    await one.take('RunInstances', 'aws/1/eu', 1, never);
    await clock.pass(60_000);
    const granted = takeAll(one, clock, 100);
    await clock.pass(0);
    expect(granted).toHaveLength(80);
    expect(store.buckets.get('aws/1/eu/RunInstances')?.tokens).toBe(0);
  });

  it('grants a cost above the burst by and by, instead of waiting for ever', async () => {
    const { clock, limiter } = world();
    const granted = takeAll(limiter(), clock, 1, 10);
    await clock.pass(2_999);
    expect(granted).toEqual([]);
    await clock.pass(10_000);
    expect(granted).toHaveLength(1);
  });

  it('serves in order: a large cost is not overtaken for ever by small ones', async () => {
    const { clock, limiter } = world();
    const one = limiter();
    takeAll(one, clock, 4);
    const large = takeAll(one, clock, 1, 4);
    const small = takeAll(one, clock, 2);
    await clock.pass(10_000);
    expect(large).toEqual([2_000]);
    expect(small).toEqual([2_500, 3_000]);
  });

  it('ends the wait when the signal is aborted, and lets the next one go on', async () => {
    const { clock, limiter } = world();
    const one = limiter();
    takeAll(one, clock, 4);
    const stop = new AbortController();
    const waiting = one.take('RunInstances', 'aws/1/eu', 4, stop.signal);
    const next = takeAll(one, clock, 1);
    await clock.pass(100);
    stop.abort(new Error('shutting down'));
    await expect(waiting).rejects.toThrow('shutting down');
    await clock.pass(600);
    expect(next).toHaveLength(1);
  });

  describe('after the cloud throttled', { tags: ['fault.row-10'] }, () => {
    it('starts empty at half the rate', async () => {
      const { clock, limiter } = world();
      const one = limiter();
      await one.throttled('RunInstances', 'aws/1/eu');
      const granted = takeAll(one, clock, 3);
      await clock.pass(10_000);
      expect(granted).toEqual([1_000, 2_000, 3_000]);
    });

    it('teaches the other processes too', async () => {
      const { clock, limiter } = world();
      await limiter().throttled('RunInstances', 'aws/1/eu');
      const granted = takeAll(limiter(), clock, 2);
      await clock.pass(10_000);
      expect(granted).toEqual([1_000, 2_000]);
    });

    it('counts throttles of calls that went out together once', async () => {
      const { store, limiter } = world();
      const one = limiter();
      for (let call = 0; call < 5; call += 1) await one.throttled('RunInstances', 'aws/1/eu');
      expect(store.buckets.get('aws/1/eu/RunInstances')?.refillPerSecond).toBe(1);
    });

    it('never falls below a sixteenth of the seed', async () => {
      const { clock, store, limiter } = world();
      const one = limiter();
      for (let round = 0; round < 10; round += 1) {
        await one.throttled('RunInstances', 'aws/1/eu');
        await clock.pass(2_000);
      }
      expect(store.buckets.get('aws/1/eu/RunInstances')?.refillPerSecond).toBe(2 / 16);
    });

    it('recovers by half of itself for each quiet minute, up to the seed, however often it is asked', async () => {
      const { clock, store, limiter } = world();
      const one = limiter();
      await one.throttled('RunInstances', 'aws/1/eu');
      const granted = takeAll(one, clock, 1_000);
      const perMinute: number[] = [];
      for (let minute = 0; minute < 4; minute += 1) {
        const before = granted.length;
        await clock.pass(60_000);
        perMinute.push(granted.length - before);
      }
      expect(perMinute).toEqual([60, 90, 120, 120]);
      expect(store.buckets.get('aws/1/eu/RunInstances')).toMatchObject({ refillPerSecond: 2, throttledAtMs: undefined });
    });

    it('halves what it has recovered to, not what it fell to', async () => {
      const { clock, store, limiter } = world();
      const one = limiter();
      await one.throttled('RunInstances', 'aws/1/eu');
      await clock.pass(60_000);
      await one.throttled('RunInstances', 'aws/1/eu');
      expect(store.buckets.get('aws/1/eu/RunInstances')?.refillPerSecond).toBe(0.75);
    });

    it('forgets what this process had reserved', async () => {
      const { clock, limiter } = world({ ...RUN, burst: 80 });
      const one = limiter();
      await one.take('RunInstances', 'aws/1/eu', 1, never);
      await one.throttled('RunInstances', 'aws/1/eu');
      const granted = takeAll(one, clock, 1);
      await clock.pass(900);
      expect(granted).toEqual([]);
      await clock.pass(100);
      expect(granted).toHaveLength(1);
    });
  });

  it.each([
    { ...RUN, burst: 0 },
    { ...RUN, refillPerSecond: 0 },
    { ...RUN, refillPerSecond: Number.NaN },
    { ...RUN, burst: Infinity },
  ])('refuses a seed that would never let a call through, or count it: %o', (limit) => {
    let thrown: unknown;
    try {
      world(limit).limiter();
    } catch (error) {
      thrown = error;
    }
    expect(isProviderError(thrown) && thrown.errorClass).toBe('ContractViolation');
  });
});
