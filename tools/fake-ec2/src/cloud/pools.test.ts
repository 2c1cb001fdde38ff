import { describe, expect, it } from 'vitest';
import { createPools, type PoolKey } from './pools.ts';

const KEY: PoolKey = { type: 'm5.large', zone: 'us-east-1a', market: 'spot' };
const OTHER: PoolKey = { ...KEY, zone: 'us-east-1b' };

describe('pools', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('have no limit until one is set, or the default', () => {
    expect(createPools(() => undefined).available(KEY)).toBe(Infinity);
    const pools = createPools(() => 5);
    pools.take(KEY, 3);
    expect([pools.available(KEY), pools.available(OTHER)]).toEqual([2, 5]);
  });

  it('give so many more from when it was set, and get ended places back', () => {
    const pools = createPools(() => undefined);
    pools.take(KEY, 100);
    pools.change({ ...KEY, available: 2 });
    pools.take(KEY, 2);
    expect(pools.available(KEY)).toBe(0);
    pools.giveBack(KEY, 1);
    expect(pools.available(KEY)).toBe(1);
  });

  it('follow the latest change that names them', () => {
    const pools = createPools(() => undefined);
    pools.change({ type: '*', zone: '*', market: '*', available: 0, spotPriceUsd: 1 });
    pools.change({ ...KEY, available: 7 });
    expect([pools.available(KEY), pools.available(OTHER)]).toEqual([7, 0]);
    expect([pools.spotPrice(KEY), pools.spotPrice(OTHER)]).toEqual([1, 1]);
    pools.change({ type: 'm5.large', zone: '*', market: '*', spotPriceUsd: 2 });
    expect([pools.available(KEY), pools.spotPrice(KEY)]).toEqual([7, 2]);
    pools.change({ type: '*', zone: '*', market: '*', available: undefined });
    expect([pools.available(KEY), pools.available(OTHER)]).toEqual([Infinity, Infinity]);
  });
});
