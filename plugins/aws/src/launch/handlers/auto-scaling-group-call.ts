import { ownLaunchTemplate, OWN_VERSION } from '../launch-templates.js';
import { mainMarket } from '../markets.js';
import { mergeDeep, withoutUndefined } from '../native/merge.js';
import { nativeSpecOf } from '../native/native-spec.js';
import { partUnits } from '../parts.js';
import { poolKeys, poolsOf, prefersOnDemandTypes, typesOf, weightsOf } from '../pools.js';
import { SPOT_STRATEGIES } from '../strategies.js';
import { tagSpecifications } from '../tags.js';
import { dataWithTypes, machineTags, priceText, tagsFor, volumeTags } from './common.js';
import type { LaunchHandler, Plan } from './handler.js';

/**
 * The creating calls of an Auto Scaling group. Its tags reach instances; volumes and interfaces get theirs from the launch template. Instances
 * have theirs there, too: the caller's permission to run them is checked with the launch template alone.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
 */
export function composeGroup(plan: Plan): ReturnType<LaunchHandler['compose']> {
  const { options, bases } = plan;
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
  const call = {
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateName: template.name, Version: OWN_VERSION },
        Overrides: overridesOf(plan),
      },
      InstancesDistribution: distributionOf(plan),
    },
    VPCZoneIdentifier: options.subnetIds.join(','),
    HealthCheckType: 'EC2',
    // Nothing but our own orders ends a machine, and nothing replaces one ahead of time.
    NewInstancesProtectedFromScaleIn: true,
    CapacityRebalance: false,
    Tags: tagsFor(bases, 'instance', tags).map(({ key, value }) => ({ Key: key, Value: value, PropagateAtLaunch: true })),
  };
  return {
    call: mergeDeep(call, nativeSpecOf(options).call),
    parts: partUnits(plan.units, plan.limits.maxAutoScalingGroupSize).map((units) => ({
      units,
      capacity: { MinSize: 0, MaxSize: units, DesiredCapacity: units },
    })),
    weights,
    market: mainMarket(options),
    tags: [...tags],
    launchTemplates: [template],
  };
}

/** One for each type: the group itself spreads over its subnets. The order of the list is the order of preference. */
function overridesOf({ options }: Plan): readonly Readonly<Record<string, unknown>>[] {
  const weighted = typesOf(options).some(({ weight }) => weight !== 1);
  return poolsOf({ ...options, subnetIds: [] }).map((pool) => {
    const { Priority: _order, ...keys } = poolKeys(pool);
    return withoutUndefined({ ...keys, WeightedCapacity: weighted && pool.choice !== undefined ? String(pool.choice.weight) : undefined });
  });
}

function distributionOf({ options }: Plan): Readonly<Record<string, unknown>> {
  const { market, spotAllocation, spotPools } = options;
  return withoutUndefined({
    OnDemandAllocationStrategy: prefersOnDemandTypes(options) ? 'prioritized' : options.onDemandAllocation,
    OnDemandBaseCapacity: market === 'mixed' ? options.onDemandBase : 0,
    OnDemandPercentageAboveBaseCapacity: market === 'mixed' ? options.onDemandPercent : market === 'spot' ? 0 : 100,
    SpotAllocationStrategy: market === 'on-demand' ? undefined : SPOT_STRATEGIES[spotAllocation].autoScaling,
    SpotInstancePools: market !== 'on-demand' && spotAllocation === 'lowest-price' ? spotPools : undefined,
    SpotMaxPrice: market === 'on-demand' ? undefined : priceText(options.maxSpotPriceUsd),
  });
}
