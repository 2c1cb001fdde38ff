import type { Clock } from './clock.ts';

/** Size, and refill for each second. */
export interface BucketSize {
  readonly size: number;
  readonly perSecond: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Token buckets by name: full at first, refilled by the cloud's clock. */
export interface Buckets {
  /** Takes `cost` tokens, or answers false and takes nothing. */
  take(name: string, size: BucketSize, cost: number): boolean;
  /** What is in it now. */
  level(name: string, size: BucketSize): number;
}

export function createBuckets(clock: Clock): Buckets {
  const buckets = new Map<string, Bucket>();
  const refilled = (name: string, { size, perSecond }: BucketSize): Bucket => {
    const atMs = clock.now();
    const bucket = buckets.get(name) ?? { tokens: size, atMs };
    bucket.tokens = Math.min(size, bucket.tokens + ((atMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = atMs;
    buckets.set(name, bucket);
    return bucket;
  };
  return {
    take(name, size, cost) {
      const bucket = refilled(name, size);
      if (bucket.tokens < cost) return false;
      bucket.tokens -= cost;
      return true;
    },
    level: (name, size) => refilled(name, size).tokens,
  };
}
