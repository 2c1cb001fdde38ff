import { ApiError } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { Strategy } from '../allocation.ts';
import type { Cloud } from '../cloud.ts';
import type { FleetOverride } from '../fleets/fleet.ts';
import { resolveTemplate, type TemplateReference } from '../launch-templates.ts';
import { subnetById } from '../network.ts';
import type { Distribution, GroupTag } from './group.ts';

/** Auto Scaling says ValidationError where EC2 has many codes. Source: Auto Scaling API reference, common errors. */
export function validationError(message: string): ApiError {
  return new ApiError('ValidationError', message);
}

/** From what a group launches. */
export interface LaunchSource {
  readonly template: TemplateReference;
  readonly versionText: string | undefined;
  readonly overrides: readonly FleetOverride[];
  readonly policy: Params | undefined;
  readonly distribution: Distribution;
}

/** Reads a plain launch template or a mixed instances policy; undefined when neither was sent. */
export function readLaunchSource(cloud: Cloud, params: Params): LaunchSource | undefined {
  const policy = params.struct('MixedInstancesPolicy');
  const named = params.struct('LaunchTemplate') ?? policy?.struct('LaunchTemplate')?.struct('LaunchTemplateSpecification');
  if (named === undefined) return undefined;
  if (policy !== undefined && params.has('LaunchTemplate'))
    throw validationError(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
    );
  const template = translated(() => resolveTemplate(cloud.templates, named));
  const sent = policy?.struct('LaunchTemplate')?.structs('Overrides') ?? [];
  const overrides = sent.map((source, priority): FleetOverride => ({
    source,
    weight: source.integer('WeightedCapacity', { min: 1, max: 999 }),
    priority,
    maxPriceUsd: undefined,
  }));
  const plain: FleetOverride = { source: undefined, weight: undefined, priority: 0, maxPriceUsd: undefined };
  return {
    template,
    versionText: named.text('Version'),
    overrides: overrides.length > 0 ? overrides : [plain],
    policy,
    distribution: readDistribution(policy?.struct('InstancesDistribution'), template),
  };
}

const SPOT_STRATEGIES: readonly Strategy[] = [
  'lowest-price',
  'capacity-optimized',
  'capacity-optimized-prioritized',
  'price-capacity-optimized',
];

/** Defaults: all on demand, in the order of the overrides. Source: Auto Scaling API reference, InstancesDistribution. */
function readDistribution(sent: Params | undefined, { version }: TemplateReference): Distribution {
  const spotText = sent?.text('SpotAllocationStrategy') ?? 'lowest-price';
  const spotStrategy = SPOT_STRATEGIES.find((name) => name === spotText);
  if (spotStrategy === undefined) throw validationError(`Invalid SpotAllocationStrategy '${spotText}'`);
  // A template that asks for the spot market makes a plain group a spot group.
  const plainPercent = sent === undefined && version.data.spot !== undefined ? 0 : 100;
  return {
    onDemandBase: sent?.integer('OnDemandBaseCapacity') ?? 0,
    onDemandPercent: sent?.integer('OnDemandPercentageAboveBaseCapacity', { max: 100 }) ?? plainPercent,
    onDemandStrategy: sent?.text('OnDemandAllocationStrategy') === 'lowest-price' ? 'lowest-price' : 'prioritized',
    spotStrategy,
    spotPools: sent?.integer('SpotInstancePools', { min: 1, max: 20 }) ?? 2,
    spotMaxPriceUsd: sent?.number('SpotMaxPrice'),
  };
}

/** The subnets, or the default subnets of the zones. @throws {ApiError} when neither is named, or one does not exist */
export function readSubnets(cloud: Cloud, params: Params): readonly string[] {
  const identifier = params.text('VPCZoneIdentifier');
  if (identifier !== undefined) {
    return identifier.split(/\s*,\s*/).map((id) => translated(() => subnetById(cloud.network, id)).id);
  }
  const zones = params.texts('AvailabilityZones');
  if (zones.length === 0) throw validationError('At least one Availability Zone or VPC Subnet is required.');
  return zones.map((zone) => {
    const subnet = [...cloud.network.subnets.values()].find((candidate) => candidate.isDefault && candidate.zone === zone);
    if (subnet === undefined) throw validationError(`Invalid Availability Zone: ${zone}`);
    return subnet.id;
  });
}

export function readGroupTags(params: Params): readonly GroupTag[] {
  return params
    .structs('Tags')
    .map((tag) => ({ key: tag.required('Key'), value: tag.text('Value') ?? '', propagate: tag.flag('PropagateAtLaunch') ?? false }));
}

/** What EC2 refuses, Auto Scaling tells as a ValidationError of its own. */
function translated<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ApiError) throw validationError(`You must use a valid fully-formed launch template. ${error.message}`);
    throw error;
  }
}
