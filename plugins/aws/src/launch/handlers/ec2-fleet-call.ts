import { FLEET_TYPE_KEY } from '../../machines/group-of-tags.js';
import type { OwnLaunchTemplate } from '../document.js';
import { fleetFileLimitProblems, parseFleetFile } from '../fleet-file.js';
import { refuse } from '../invalid-template.js';
import { ownLaunchTemplate, OWN_VERSION } from '../launch-templates.js';
import { mainMarket, splitUnits } from '../markets.js';
import { mergeDeep, withoutUndefined } from '../native/merge.js';
import { nativeSpecOf } from '../native/native-spec.js';
import { partUnits } from '../parts.js';
import { poolKeys, poolsOf, prefersOnDemandTypes, typesOf, weightsOf } from '../pools.js';
import { tagSpecifications } from '../tags.js';
import { dataWithTypes, machineTags, priceText, tagsFor, volumeTags } from './common.js';
import type { Base, LaunchHandler, Plan } from './handler.js';
import { weightsOfOverrides } from './override-weights.js';

type Composed = ReturnType<LaunchHandler['compose']>;

/** The creating calls of an EC2 Fleet, from the template's keys or from the vendor's fleet file. */
export function composeFleet(plan: Plan): Composed {
  const { options, bases } = plan;
  const file = plan.fleetFile === undefined ? undefined : parseFleetFile(plan.fleetFile, plan.units, options.onDemandTargetCapacityRatio);
  if (file !== undefined) refuse(fleetFileLimitProblems(file, plan.units, plan.limits));
  const type = file?.type ?? options.fleetType;
  const overrides = bases.map((base) => (base.overrides?.length ? base.overrides : templateOverrides(plan)));
  const weights = { ...weightsOf(typesOf(options)), ...weightsOfOverrides(overrides.flat()) };
  const tags = [...machineTags(plan, weights), ...(type === 'instant' ? [] : [{ key: FLEET_TYPE_KEY, value: type }])];
  const templates = bases.map((base) => launchTemplateOf(plan, base, type, tags));
  const call = {
    ...(file?.call ?? marketOptions(plan)),
    Type: type,
    LaunchTemplateConfigs: templates.map(({ name }, index) => ({
      LaunchTemplateSpecification: { LaunchTemplateName: name, Version: OWN_VERSION },
      Overrides: overrides[index],
    })),
    ...(type === 'instant' ? {} : lastingKeys(plan, type)),
    TagSpecifications: callTags(plan, type, tags),
  };
  return {
    call: mergeDeep(call, nativeSpecOf(options).call),
    parts: partsOf(plan),
    weights,
    market: file?.market ?? mainMarket(options),
    tags,
    launchTemplates: templates,
  };
}

function templateOverrides({ options }: Plan): readonly Readonly<Record<string, unknown>>[] {
  const price = options.market === 'on-demand' ? undefined : priceText(options.maxSpotPriceUsd);
  const weighted = typesOf(options).some(({ weight }) => weight !== 1);
  return poolsOf(options).map((pool) =>
    withoutUndefined({ ...poolKeys(pool), WeightedCapacity: weighted ? pool.choice?.weight : undefined, MaxPrice: price }),
  );
}

function marketOptions({ options }: Plan): Readonly<Record<string, unknown>> {
  const { onDemandAllocation, spotAllocation, spotPools } = options;
  const onDemand = { OnDemandOptions: { AllocationStrategy: prefersOnDemandTypes(options) ? 'prioritized' : onDemandAllocation } };
  const spot = {
    SpotOptions: withoutUndefined({
      AllocationStrategy: spotAllocation,
      InstanceInterruptionBehavior: 'terminate',
      InstancePoolsToUseCount: spotAllocation === 'lowest-price' ? spotPools : undefined,
    }),
  };
  return { ...(options.market === 'spot' ? {} : onDemand), ...(options.market === 'on-demand' ? {} : spot) };
}

/** A fleet that lasts ends its search in time, and neither replaces nor ends machines by itself. */
function lastingKeys({ options, nowMs }: Plan, type: 'request' | 'maintain'): Readonly<Record<string, unknown>> {
  return {
    ValidUntil: new Date(nowMs + options.requestValidityMinutes * 60_000).toISOString(),
    TerminateInstancesWithExpiration: false,
    ...(type === 'maintain' ? { ExcessCapacityTerminationPolicy: 'no-termination', ReplaceUnhealthyInstances: false } : {}),
  };
}

/**
 * An instant fleet tags its machines in the call, and so shares its launch template with later launches; any other fleet can tag itself
 * alone. Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFleet.html, TagSpecification
 */
function callTags({ bases, headerTags }: Plan, type: string, tags: Plan['statedTags']): ReturnType<typeof tagSpecifications> {
  if (type !== 'instant') return tagSpecifications({ fleet: headerTags });
  return tagSpecifications({ fleet: headerTags, instance: tagsFor(bases, 'instance', tags), volume: volumeTags(bases, tags) });
}

function launchTemplateOf(plan: Plan, base: Base, type: string, tags: Plan['statedTags']): OwnLaunchTemplate {
  const lasting = [...plan.statedTags, plan.deploymentTag];
  const specifications =
    type === 'instant'
      ? tagSpecifications({ 'network-interface': tagsFor([base], 'network-interface', lasting) })
      : tagSpecifications({
          instance: tagsFor([base], 'instance', tags),
          volume: volumeTags([base], tags),
          'network-interface': tagsFor([base], 'network-interface', tags),
        });
  return ownLaunchTemplate(plan.deploymentId, { ...dataWithTypes(base, plan.options), TagSpecifications: specifications });
}

function partsOf({ options, units, limits, fleetFile }: Plan): Composed['parts'] {
  let before = 0;
  return partUnits(units, limits.maxFleetUnits).map((share) => {
    const onDemandUnits = splitUnits(options, before + share).onDemandUnits - splitUnits(options, before).onDemandUnits;
    before += share;
    if (fleetFile !== undefined)
      return { units: share, capacity: { ...parseFleetFile(fleetFile, share, options.onDemandTargetCapacityRatio).capacity } };
    const target = {
      TotalTargetCapacity: share,
      OnDemandTargetCapacity: onDemandUnits,
      SpotTargetCapacity: share - onDemandUnits,
      DefaultTargetCapacityType: mainMarket(options),
    };
    return { units: share, capacity: { TargetCapacitySpecification: target } };
  });
}
