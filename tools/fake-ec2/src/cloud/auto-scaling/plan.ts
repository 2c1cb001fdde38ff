import type { FakeMarket } from '../../control/protocol.ts';
import { ApiError } from '../../server/api-error.ts';
import { planLaunches, type Candidate, type Plan } from '../allocation.ts';
import type { Cloud } from '../cloud.ts';
import { mergeLaunchData, readLaunchData } from '../launch-data.ts';
import { findVersion } from '../launch-templates.ts';
import { placementsOf } from '../placement.ts';
import { createTally } from '../tally.ts';
import type { AutoScalingGroup } from './group.ts';
import { tell } from './tell.ts';

/** A group spreads over its zones evenly first; what a zone lacks falls to the others. */
export function planBalanced(
  cloud: Cloud,
  group: AutoScalingGroup,
  { market, units }: { readonly market: FakeMarket; readonly units: number },
): Plan {
  const { distribution } = group;
  const strategy = market === 'spot' ? distribution.spotStrategy : distribution.onDemandStrategy;
  const candidates = candidatesOf(cloud, group, market);
  const zones = Map.groupBy(candidates, ({ placement }) => placement.zone);
  const plans: Plan[] = [];
  const tally = createTally(cloud);
  const add = (some: readonly Candidate[], share: number): void =>
    void plans.push(planLaunches(cloud, { candidates: some, units: share, strategy, poolCount: distribution.spotPools, tally }));
  let left = units;
  [...zones.values()].forEach((inZone, index) => {
    const share = Math.ceil(left / (zones.size - index));
    if (share <= 0) return;
    add(inZone, share);
    left -= plans.at(-1)?.units ?? 0;
  });
  if (left > 0) {
    const full = new Set(plans.flatMap((plan) => plan.refusals.map(({ candidate }) => candidate)));
    add(
      candidates.filter((candidate) => !full.has(candidate)),
      left,
    );
  }
  return {
    launches: plans.flatMap(({ launches }) => launches),
    refusals: plans.flatMap((plan) => plan.refusals),
    units: plans.reduce((sum, plan) => sum + plan.units, 0),
  };
}

/** All pools of the group. A type that does not exist in some zone fails as a launch there would. */
function candidatesOf(cloud: Cloud, group: AutoScalingGroup, market: FakeMarket): readonly Candidate[] {
  const candidates: Candidate[] = [];
  // The version as of this launch: `$Latest` may mean another by now.
  const template = { template: group.template.template, version: findVersion(group.template.template, group.versionText) };
  const { data } = template.version;
  for (const override of group.overrides) {
    const own = override.source === undefined ? data : mergeLaunchData(data, readLaunchData(override.source));
    for (const subnetId of group.subnetIds) {
      try {
        const places = placementsOf(cloud, { data: { ...own, subnetId, zone: undefined }, template, market });
        candidates.push(
          ...places.map((placement) => ({
            placement,
            weight: override.weight ?? 1,
            priority: override.priority,
            maxPriceUsd: group.distribution.spotMaxPriceUsd,
            override: override.source,
          })),
        );
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        tell(cloud, group, {
          status: 'Failed',
          description: 'Launching a new EC2 instance.',
          message: `${error.message} Launching EC2 instance failed.`,
        });
      }
    }
  }
  return candidates;
}
