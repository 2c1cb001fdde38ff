import type { Cloud } from './cloud.ts';
import type { InstanceType } from './instance-types.ts';

/** The price that was set, else a steady share of the price on demand that differs from pool to pool. */
export function spotPriceUsd(cloud: Cloud, type: InstanceType, zone: string): number {
  const set = cloud.pools.spotPrice({ type: type.name, zone, market: 'spot' });
  if (set !== undefined) return set;
  const spread = Buffer.from(`${type.name}${zone}`).reduce((sum, byte) => sum + byte, 0) % 20;
  return Number((type.onDemandUsd * (0.3 + spread / 100)).toFixed(4));
}
