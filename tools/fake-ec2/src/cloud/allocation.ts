import type { ApiError } from '../server/api-error.ts';
import type { Params } from '../server/params.ts';
import type { Cloud } from './cloud.ts';
import type { Placement } from './placement.ts';
import { spotPriceUsd } from './prices.ts';
import { createTally, type Tally } from './tally.ts';

/** One pool that a fleet or group may launch from. */
export interface Candidate {
  readonly placement: Placement;
  readonly weight: number;
  readonly priority: number;
  readonly maxPriceUsd: number | undefined;
  /** The override as it was sent. */
  readonly override: Params | undefined;
}

interface PlannedLaunch {
  readonly candidate: Candidate;
  readonly count: number;
}

/** Why a pool gave less than wished. */
export interface Refusal {
  readonly candidate: Candidate;
  readonly error: ApiError;
}

export interface Plan {
  readonly launches: readonly PlannedLaunch[];
  readonly refusals: readonly Refusal[];
  readonly units: number;
}

export type Strategy =
  | 'lowest-price'
  | 'diversified'
  | 'capacity-optimized'
  | 'capacity-optimized-prioritized'
  | 'price-capacity-optimized'
  | 'prioritized';

interface Allocation {
  readonly candidates: readonly Candidate[];
  readonly units: number;
  readonly strategy: Strategy;
  /** Pools that the lowest price is spread over. */
  readonly poolCount: number;
  /** Shared by plans that are one decision. */
  readonly tally?: Tally;
}

interface Ranked {
  readonly candidate: Candidate;
  readonly price: number;
  readonly room: number;
  readonly fits: boolean;
}

type Order = (a: Ranked, b: Ranked) => number;
const cheapest: Order = (a, b) => a.price / a.candidate.weight - b.price / b.candidate.weight;
// Two pools without limit are equal; Infinity minus itself is no number.
const roomiest: Order = (a, b) => (a.room === b.room ? 0 : b.room - a.room);
const first: Order = (a, b) => a.candidate.priority - b.candidate.priority;
const fitting: Order = (a, b) => Number(b.fits) - Number(a.fits);

/**
 * In which order pools are tried, as the strategies are documented; how EC2 weighs capacity against price it does not say. Source: EC2
 * user guide, "Use allocation strategies to determine how EC2 Fleet or Spot Fleet fulfills Spot and On-Demand capacity".
 */
const ORDERS: Readonly<Record<Strategy, readonly Order[]>> = {
  'lowest-price': [cheapest],
  diversified: [cheapest],
  'capacity-optimized': [roomiest, cheapest],
  'capacity-optimized-prioritized': [fitting, first, roomiest],
  'price-capacity-optimized': [fitting, cheapest, roomiest],
  prioritized: [first, cheapest],
};

/** Chooses pools until the units are reached, by less than one machine's weight more; launches nothing yet. */
export function planLaunches(cloud: Cloud, { candidates, units, strategy, poolCount, tally = createTally(cloud) }: Allocation): Plan {
  const launches: PlannedLaunch[] = [];
  const refusals: Refusal[] = [];
  let missing = units;
  let open = ranked(cloud, candidates, units, strategy);
  const spread = strategy === 'diversified' ? open.length : strategy === 'lowest-price' ? poolCount : 1;
  while (missing > 0 && open.length > 0) {
    const turn = open.slice(0, spread);
    const exhausted = new Set<Candidate>();
    for (const [index, candidate] of turn.entries()) {
      if (missing <= 0) break;
      const share = Math.ceil(missing / (turn.length - index));
      const wanted = Math.ceil(share / candidate.weight);
      const room = tally.room(candidate);
      const count = Math.min(wanted, room.count);
      if (count < wanted) {
        exhausted.add(candidate);
        refusals.push({ candidate, error: room.refusal });
      }
      if (count === 0) continue;
      tally.take(candidate, count);
      launches.push({ candidate, count });
      missing -= count * candidate.weight;
    }
    open = open.filter((candidate) => !exhausted.has(candidate));
  }
  return { launches: merged(launches), refusals, units: units - missing };
}

function ranked(cloud: Cloud, candidates: readonly Candidate[], units: number, strategy: Strategy): readonly Candidate[] {
  const orders = ORDERS[strategy];
  return candidates
    .map((candidate): Ranked => {
      const { type, zone, market } = candidate.placement;
      const room = cloud.pools.available({ type: type.name, zone, market });
      const price = market === 'spot' ? spotPriceUsd(cloud, type, zone) : type.onDemandUsd;
      return { candidate, price, room, fits: room * candidate.weight >= units };
    })
    .toSorted((a, b) => orders.map((order) => order(a, b)).find((difference) => difference !== 0) ?? 0)
    .map(({ candidate }) => candidate);
}

function merged(launches: readonly PlannedLaunch[]): readonly PlannedLaunch[] {
  const counts = new Map<Candidate, number>();
  for (const { candidate, count } of launches) counts.set(candidate, (counts.get(candidate) ?? 0) + count);
  return [...counts].map(([candidate, count]) => ({ candidate, count }));
}
