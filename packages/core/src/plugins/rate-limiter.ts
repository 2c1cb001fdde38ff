import type { Bucket } from '../domain/connection.js';
import type { Clock } from '../ports/clock.js';
import type { Store } from '../ports/store.js';
import type { RateLimit } from '../provider/capabilities.js';
import { ProviderError } from '../provider/errors.js';
import { Turns } from './turns.js';

/** Part of a burst that one process reserves at a time, so that processes sharing an account leave each other some. */
const SLICE_SHARE = 8;
/** What is left of a slice after this time goes back into the bucket, for others. */
const SLICE_LIFE_MS = 5_000;
/** After a throttle the learnt rate recovers by half of itself for each quiet minute. */
const RECOVERY_MS = 60_000;
/** The learnt rate never falls below this share of its seed. */
const LOWEST_SHARE = 1 / 16;
/** Throttles this close together answer calls that went out together: they teach one lesson, not one each. */
const LESSON_MS = 1_000;

/** Tokens of one bucket that this process has reserved, and who is waiting for some, in order. */
interface Slice {
  readonly turns: Turns;
  tokens: number;
  reservedAt: number;
}

/** What the limiter needs of the engine. */
export interface RateLimiterOptions {
  readonly store: Pick<Store, 'now' | 'write'>;
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly limits: readonly RateLimit[];
}

/**
 * Keeps every process of the deployment below the cloud's own rate limits: one token bucket for each action of each account and region,
 * shared through the store, counted by the store's clock and reserved in slices. Actions without a seed are not limited.
 */
export class RateLimiter {
  readonly #slices = new Map<string, Slice>();
  readonly #limits: ReadonlyMap<string, RateLimit>;

  constructor(private readonly options: RateLimiterOptions) {
    for (const limit of options.limits) checkLimit(limit);
    this.#limits = new Map(options.limits.map((limit) => [limit.action, limit]));
  }

  /**
   * Waits until `cost` tokens of the action's bucket are ours; first come, first served. A cost above the burst takes the whole bucket
   * several times. Ends early with the signal's reason.
   *
   * @param isStillWanted - asked when it is one's turn; throws when the call need not be made any more, and then takes nothing: a long line
   *   of calls that are too late does not use up what later ones need
   */
  async take(
    action: string,
    bucketKey: string,
    cost: number,
    signal: AbortSignal,
    isStillWanted: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    const limit = this.#limits.get(action);
    if (limit === undefined) return;
    const bucket = `${bucketKey}/${action}`;
    const slice = this.#slice(bucket);
    await slice.turns.next(signal, async () => {
      await isStillWanted();
      if (this.options.clock.monotonic() - slice.reservedAt > SLICE_LIFE_MS) await this.#giveBack(slice, bucket, limit);
      while (slice.tokens < cost) await this.#refill(slice, bucket, limit, cost, signal);
      slice.tokens -= cost;
    });
  }

  /** The cloud throttled the action although we counted: its real allowance is smaller than we believed. */
  async throttled(action: string, bucketKey: string): Promise<void> {
    const limit = this.#limits.get(action);
    if (limit === undefined) return;
    const bucket = `${bucketKey}/${action}`;
    this.#slice(bucket).tokens = 0;
    const now = await this.options.store.now();
    await this.options.store.write(async (tx) => tx.saveBucket(afterThrottle(await tx.bucket(bucket), bucket, limit, now)), {
      durable: false,
    });
  }

  /** The cloud never saw these tokens used: its bucket has them still, as far as they fit in. */
  async #giveBack(slice: Slice, bucket: string, limit: RateLimit): Promise<void> {
    const unused = slice.tokens;
    slice.tokens = 0;
    if (unused === 0) return;
    const now = await this.options.store.now();
    await this.options.store.write(
      async (tx) => {
        const { taken, bucket: reserved } = reserve(await tx.bucket(bucket), bucket, limit, 0, now);
        await tx.saveBucket({ ...reserved, tokens: Math.min(limit.burst, reserved.tokens + taken + unused) });
      },
      { durable: false },
    );
  }

  #slice(bucket: string): Slice {
    const slice = this.#slices.get(bucket) ?? { turns: new Turns(), tokens: 0, reservedAt: -Infinity };
    this.#slices.set(bucket, slice);
    return slice;
  }

  async #refill(slice: Slice, bucket: string, limit: RateLimit, cost: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = await this.options.store.now();
    const wanted = cost - slice.tokens;
    const { taken, waitMs } = await this.options.store.write(
      async (tx) => {
        const reservation = reserve(await tx.bucket(bucket), bucket, limit, wanted, now);
        await tx.saveBucket(reservation.bucket);
        return reservation;
      },
      { durable: false },
    );
    slice.tokens += taken;
    slice.reservedAt = this.options.clock.monotonic();
    if (slice.tokens < cost) await this.options.clock.sleep(waitMs, signal);
  }
}

/** A bucket that never fills would make its callers wait for ever. */
function checkLimit({ action, burst, refillPerSecond }: RateLimit): void {
  if (burst >= 1 && refillPerSecond > 0 && Number.isFinite(burst) && Number.isFinite(refillPerSecond)) return;
  throw new ProviderError('ContractViolation', `rate limit of '${action}': burst must be at least 1 and refillPerSecond more than 0`);
}

interface Reservation {
  readonly bucket: Bucket;
  readonly taken: number;
  /** Until enough will be there. */
  readonly waitMs: number;
}

function reserve(stored: Bucket | undefined, bucket: string, limit: RateLimit, wanted: number, now: number): Reservation {
  const rate = rateNow(stored, limit, now);
  const elapsedSeconds = Math.max(0, now - (stored?.updatedAtMs ?? now)) / 1_000;
  const available = Math.min(limit.burst, (stored?.tokens ?? limit.burst) + elapsedSeconds * rate);
  const enough = Math.min(wanted, limit.burst);
  const share = Math.max(wanted, Math.floor(limit.burst / SLICE_SHARE));
  const taken = available >= enough ? Math.min(share, available) : 0;
  const learning = stored !== undefined && rate < limit.refillPerSecond;
  return {
    taken,
    waitMs: taken > 0 ? 0 : Math.ceil(((enough - available) / rate) * 1_000),
    bucket: {
      bucket,
      tokens: available - taken,
      burst: limit.burst,
      // The learnt rate stays as it was at the throttle: recovery is computed from that moment, not compounded at each reservation.
      refillPerSecond: learning ? stored.refillPerSecond : limit.refillPerSecond,
      updatedAtMs: now,
      throttledAtMs: learning ? stored.throttledAtMs : undefined,
    },
  };
}

function afterThrottle(stored: Bucket | undefined, bucket: string, limit: RateLimit, now: number): Bucket {
  const learntJustNow = stored?.throttledAtMs !== undefined && Math.abs(now - stored.throttledAtMs) < LESSON_MS;
  const rate = learntJustNow ? stored.refillPerSecond : rateNow(stored, limit, now) / 2;
  return {
    bucket,
    tokens: 0,
    burst: limit.burst,
    refillPerSecond: Math.max(limit.refillPerSecond * LOWEST_SHARE, rate),
    updatedAtMs: now,
    throttledAtMs: learntJustNow ? stored.throttledAtMs : now,
  };
}

/** The learnt rate, as far as it has recovered. */
function rateNow(stored: Bucket | undefined, limit: RateLimit, now: number): number {
  if (stored?.throttledAtMs === undefined) return limit.refillPerSecond;
  const quietMinutes = Math.floor(Math.max(0, now - stored.throttledAtMs) / RECOVERY_MS);
  return Math.min(limit.refillPerSecond, stored.refillPerSecond * 1.5 ** quietMinutes);
}
