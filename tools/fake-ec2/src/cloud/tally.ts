import { ApiError } from '../server/api-error.ts';
import type { Candidate } from './allocation.ts';
import type { Cloud } from './cloud.ts';
import { roomFor, type Room } from './launch.ts';
import type { Placement } from './placement.ts';
import { spotPriceUsd } from './prices.ts';

/** What one decision has given out so far, before anything of it is launched: it counts against quotas and pools. */
export interface Tally {
  room(candidate: Candidate): Room;
  take(candidate: Candidate, count: number): void;
}

export function createTally(cloud: Cloud): Tally {
  const pools = new Map<string, number>();
  let planned = { machines: 0, vcpus: 0 };
  return {
    room(candidate) {
      const { placement, maxPriceUsd } = candidate;
      const priceUsd = placement.market === 'spot' ? spotPriceUsd(cloud, placement.type, placement.zone) : 0;
      if (maxPriceUsd !== undefined && maxPriceUsd < priceUsd) return { count: 0, refusal: tooLow(maxPriceUsd, priceUsd) };
      return roomFor(cloud, placement, { ...planned, ofPool: pools.get(poolOf(placement)) ?? 0 });
    },
    take({ placement }, count) {
      planned = { machines: planned.machines + count, vcpus: planned.vcpus + count * placement.type.vcpus };
      pools.set(poolOf(placement), (pools.get(poolOf(placement)) ?? 0) + count);
    },
  };
}

function poolOf({ type, zone, market }: Placement): string {
  return `${type.name} ${zone} ${market}`;
}

/** Source: EC2 API reference, errors overview, SpotMaxPriceTooLow. */
function tooLow(maxPriceUsd: number, priceUsd: number): ApiError {
  return new ApiError(
    'SpotMaxPriceTooLow',
    `Your Spot request price of ${maxPriceUsd} is lower than the minimum required Spot request fulfillment price of ${priceUsd}.`,
  );
}
