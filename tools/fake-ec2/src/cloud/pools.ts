import type { FakeMarket, PoolChange } from '../control/protocol.ts';

/** Where a machine comes from. */
export interface PoolKey {
  readonly type: string;
  readonly zone: string;
  readonly market: FakeMarket;
}

/** Free places by type, zone and market. */
export interface Pools {
  /** Infinity where nothing limits. */
  available(key: PoolKey): number;
  take(key: PoolKey, count: number): void;
  giveBack(key: PoolKey, count: number): void;
  /** Undefined when none was set. */
  spotPrice(key: PoolKey): number | undefined;
  change(change: PoolChange): void;
}

interface Pool {
  used: number;
}

/** @param defaultCapacity - places of a pool that no change named; undefined for no limit */
export function createPools(defaultCapacity: () => number | undefined): Pools {
  const pools = new Map<string, Pool>();
  // The latest change that names a pool counts. A limit holds from when it was set: what was used before does not count against it.
  const changes: { readonly change: PoolChange; readonly usedBefore: Map<string, number> }[] = [];
  const nameOf = ({ type, zone, market }: PoolKey): string => `${type} ${zone} ${market}`;
  const pool = (key: PoolKey): Pool => {
    const name = nameOf(key);
    let found = pools.get(name);
    if (found === undefined) pools.set(name, (found = { used: 0 }));
    return found;
  };
  return {
    available(key) {
      const { used } = pool(key);
      const latest = changes.findLast(({ change }) => 'available' in change && covers(change, key));
      if (latest === undefined) return (defaultCapacity() ?? Infinity) - used;
      return Math.max(0, (latest.change.available ?? Infinity) - (used - (latest.usedBefore.get(nameOf(key)) ?? 0)));
    },
    take: (key, count) => void (pool(key).used += count),
    giveBack: (key, count) => void (pool(key).used -= count),
    spotPrice: (key) => changes.findLast(({ change }) => change.spotPriceUsd !== undefined && covers(change, key))?.change.spotPriceUsd,
    change(change) {
      changes.push({ change, usedBefore: new Map([...pools].map(([name, { used }]) => [name, used])) });
    },
  };
}

function covers({ type, zone, market }: PoolChange, key: PoolKey): boolean {
  return (
    [type, '*'].includes(type === '*' ? '*' : key.type) && (zone === '*' || zone === key.zone) && (market === '*' || market === key.market)
  );
}
