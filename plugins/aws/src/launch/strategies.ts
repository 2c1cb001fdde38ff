import type { OnDemandAllocation, SpotAllocation } from '../template/options.js';

/**
 * Each strategy in the words of each API; undefined where the API has no such strategy.
 * EC2 Fleet takes our words as they are.
 * Source: enums SpotAllocationStrategy, FleetOnDemandAllocationStrategy, AllocationStrategy and OnDemandAllocationStrategy of EC2's API;
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html
 */
export const SPOT_STRATEGIES: Readonly<Record<SpotAllocation, { readonly spotFleet: string; readonly autoScaling: string | undefined }>> = {
  'price-capacity-optimized': { spotFleet: 'priceCapacityOptimized', autoScaling: 'price-capacity-optimized' },
  'capacity-optimized': { spotFleet: 'capacityOptimized', autoScaling: 'capacity-optimized' },
  'capacity-optimized-prioritized': { spotFleet: 'capacityOptimizedPrioritized', autoScaling: 'capacity-optimized-prioritized' },
  'lowest-price': { spotFleet: 'lowestPrice', autoScaling: 'lowest-price' },
  diversified: { spotFleet: 'diversified', autoScaling: undefined },
};

/** The same for on-demand capacity; Auto Scaling takes our words as they are. */
export const ON_DEMAND_STRATEGIES: Readonly<Record<OnDemandAllocation, { readonly spotFleet: string }>> = {
  'lowest-price': { spotFleet: 'lowestPrice' },
  prioritized: { spotFleet: 'prioritized' },
};
