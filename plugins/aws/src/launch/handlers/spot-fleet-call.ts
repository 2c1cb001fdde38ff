import { ownLaunchTemplate, OWN_VERSION } from '../launch-templates.js';
import { mainMarket, splitUnits } from '../markets.js';
import { mergeDeep, withoutUndefined } from '../native/merge.js';
import { nativeSpecOf } from '../native/native-spec.js';
import { partUnits } from '../parts.js';
import { poolKeys, poolsOf, prefersOnDemandTypes, typesOf, weightsOf } from '../pools.js';
import { ON_DEMAND_STRATEGIES, SPOT_STRATEGIES } from '../strategies.js';
import { tagSpecifications } from '../tags.js';
import { dataWithTypes, machineTags, priceText, tagsFor, volumeTags } from './common.js';
import type { LaunchHandler, Plan } from './handler.js';

/** The creating calls of a Spot Fleet. It tags itself alone: machines get theirs from a launch template of its own. */
export function composeSpotFleet(plan: Plan): ReturnType<LaunchHandler['compose']> {
  const { options, bases, headerTags, nowMs } = plan;
  const [base] = bases;
  const weights = weightsOf(typesOf(options));
  const tags = machineTags(plan, weights);
  const template = ownLaunchTemplate(plan.deploymentId, {
    ...dataWithTypes(base, options),
    TagSpecifications: tagSpecifications({
      instance: tagsFor(bases, 'instance', tags),
      volume: volumeTags(bases, tags),
      'network-interface': tagsFor(bases, 'network-interface', tags),
    }),
  });
  const configuration = withoutUndefined({
    Type: 'request',
    IamFleetRole: options.fleetRole,
    AllocationStrategy: SPOT_STRATEGIES[options.spotAllocation].spotFleet,
    OnDemandAllocationStrategy: onDemandStrategy(plan),
    SpotPrice: priceText(options.maxSpotPriceUsd),
    InstancePoolsToUseCount: options.spotAllocation === 'lowest-price' ? options.spotPools : undefined,
    InstanceInterruptionBehavior: 'terminate',
    TerminateInstancesWithExpiration: false,
    ValidUntil: new Date(nowMs + options.requestValidityMinutes * 60_000).toISOString(),
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: { LaunchTemplateName: template.name, Version: OWN_VERSION },
        Overrides: overridesOf(plan),
      },
    ],
    TagSpecifications: tagSpecifications({ 'spot-fleet-request': headerTags }),
  });
  return {
    call: mergeDeep({ SpotFleetRequestConfig: configuration }, nativeSpecOf(options).call),
    parts: partsOf(plan),
    weights,
    market: mainMarket(options),
    tags: [...tags],
    launchTemplates: [template],
  };
}

function onDemandStrategy({ options }: Plan): string | undefined {
  if (options.market === 'spot') return undefined;
  return ON_DEMAND_STRATEGIES[prefersOnDemandTypes(options) ? 'prioritized' : options.onDemandAllocation].spotFleet;
}

function overridesOf({ options }: Plan): readonly Readonly<Record<string, unknown>>[] {
  const weighted = typesOf(options).some(({ weight }) => weight !== 1);
  return poolsOf(options).map((pool) =>
    withoutUndefined({ ...poolKeys(pool), WeightedCapacity: weighted ? pool.choice?.weight : undefined }),
  );
}

function partsOf({ options, units, limits }: Plan): ReturnType<LaunchHandler['compose']>['parts'] {
  let before = 0;
  return partUnits(units, limits.maxFleetUnits).map((share) => {
    const onDemandUnits = splitUnits(options, before + share).onDemandUnits - splitUnits(options, before).onDemandUnits;
    before += share;
    return { units: share, capacity: { SpotFleetRequestConfig: { TargetCapacity: share, OnDemandTargetCapacity: onDemandUnits } } };
  });
}
