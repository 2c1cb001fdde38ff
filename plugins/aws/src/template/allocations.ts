/**
 * How spot capacity is spread over pools.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-allocation-strategy.html
 */
export const SPOT_ALLOCATIONS = [
  'price-capacity-optimized',
  'capacity-optimized',
  'capacity-optimized-prioritized',
  'lowest-price',
  'diversified',
] as const;

/** How on-demand capacity is spread over pools. Source: as above. */
export const ON_DEMAND_ALLOCATIONS = ['lowest-price', 'prioritized'] as const;

/**
 * A strategy in the one form that is used here. The APIs themselves have three: `capacity-optimized` (EC2 Fleet, Auto Scaling),
 * `capacityOptimized` (Spot Fleet and the vendors' files), `capacity_optimized` (ORB).
 */
export function kebabCase(word: string): string {
  return word
    .trim()
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
