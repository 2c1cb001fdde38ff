import { ApiError, invalidParameter } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { Strategy } from '../allocation.ts';
import type { Cloud } from '../cloud.ts';
import { readLaunchData } from '../launch-data.ts';
import { resolveTemplate } from '../launch-templates.ts';
import type { FleetConfig, FleetOverride, MarketOptions, Fleet } from './fleet.ts';

/** Strategies by their names in EC2 Fleet (kebab case), and in Spot Fleet (camel case). */
const SPOT_STRATEGIES: readonly Strategy[] = [
  'lowest-price',
  'diversified',
  'capacity-optimized',
  'capacity-optimized-prioritized',
  'price-capacity-optimized',
];
const ON_DEMAND_STRATEGIES: readonly Strategy[] = ['lowest-price', 'prioritized'];

/** Source: EC2 user guide, "EC2 Fleet and Spot Fleet quotas": 10,000 units for a fleet. */
const MAX_FLEET_UNITS = 10_000;

/** The configs of either kind of fleet. A template that does not exist fails the call; what is wrong with an override fails that one alone. */
export function readConfigs(cloud: Cloud, configs: readonly Params[]): readonly FleetConfig[] {
  return configs.map((config) => {
    const named = config.struct('LaunchTemplateSpecification');
    if (named === undefined) throw new ApiError('MissingParameter', 'The request must contain the parameter LaunchTemplateSpecification');
    const template = resolveTemplate(cloud.templates, named);
    const overrides = config.structs('Overrides').map(readOverride);
    return { data: template.version.data, template, overrides: overrides.length > 0 ? overrides : [plainOverride(undefined)] };
  });
}

/** The launch specifications of a Spot Fleet: each a config of its own. */
export function readSpecifications(specifications: readonly Params[]): readonly FleetConfig[] {
  return specifications.map((specification) => ({
    data: withGroups(specification),
    template: undefined,
    overrides: [plainOverride(specification)],
  }));
}

function withGroups(specification: Params): FleetConfig['data'] {
  const data = readLaunchData(specification);
  const groupIds = specification.structs('GroupSet').map((group) => group.required('GroupId'));
  const tags = Object.fromEntries(
    specification
      .structs('TagSpecificationSet')
      .map((entry) => [
        entry.required('ResourceType'),
        entry.structs('Tag').map((tag) => ({ key: tag.required('Key'), value: tag.text('Value') ?? '' })),
      ]),
  );
  return { ...data, groupIds: [...data.groupIds, ...groupIds], tags };
}

function readOverride(source: Params): FleetOverride {
  const { weight, maxPriceUsd } = plainOverride(source);
  return { source, weight, maxPriceUsd, priority: source.number('Priority') ?? Infinity };
}

function plainOverride(source: Params | undefined): FleetOverride {
  const weight = source?.number('WeightedCapacity');
  if (weight !== undefined && weight <= 0) throw invalidParameter(`The weighted capacity ${weight} must be greater than 0`);
  const price = source?.number('MaxPrice') ?? source?.number('SpotPrice');
  return { source: undefined, weight, priority: Infinity, maxPriceUsd: price };
}

export function readSpotOptions(strategy: string | undefined, poolCount: number | undefined, options: Params | undefined): MarketOptions {
  const known = strategyOf(strategy, SPOT_STRATEGIES);
  if (poolCount !== undefined && known !== 'lowest-price') {
    throw new ApiError('InvalidFleetConfig', 'InstancePoolsToUseCount option is only available with the lowestPrice allocation strategy.');
  }
  return { strategy: known, poolCount: poolCount ?? 1, ...readSingle(options) };
}

export function readOnDemandOptions(strategy: string | undefined, options: Params | undefined): MarketOptions {
  return { strategy: strategyOf(strategy, ON_DEMAND_STRATEGIES), poolCount: 1, ...readSingle(options) };
}

function readSingle(options: Params | undefined): Pick<MarketOptions, 'singleType' | 'singleZone' | 'minUnits'> {
  return {
    singleType: options?.flag('SingleInstanceType') ?? false,
    singleZone: options?.flag('SingleAvailabilityZone') ?? false,
    minUnits: options?.integer('MinTargetCapacity') ?? 0,
  };
}

function strategyOf(text: string | undefined, known: readonly Strategy[]): Strategy {
  if (text === undefined) return 'lowest-price';
  const kebab = text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const strategy = known.find((name) => name === kebab);
  if (strategy === undefined) throw new ApiError('InvalidFleetConfig', `The allocation strategy '${text}' is not valid.`);
  return strategy;
}

/** The units of each market: what neither names is of the default market. @throws {ApiError} for a total that is too large, or less than its parts */
export function readTarget(total: number, onDemand: number | undefined, spot: number | undefined, defaultMarket: string): Fleet['target'] {
  if (total > MAX_FLEET_UNITS)
    throw new ApiError('InvalidTargetCapacitySpecification', `The target capacity ${total} is more than ${MAX_FLEET_UNITS}.`);
  const rest = total - (onDemand ?? 0) - (spot ?? 0);
  if (rest < 0) throw new ApiError('InvalidTargetCapacitySpecification', 'The sum of the target capacities is more than the total.');
  const isSpot = defaultMarket === 'spot';
  return { 'on-demand': (onDemand ?? 0) + (isSpot ? 0 : rest), spot: (spot ?? 0) + (isSpot ? rest : 0) };
}
