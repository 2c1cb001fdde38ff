import type { Cloud } from '../../cloud/cloud.ts';
import { fleetOwner } from '../../cloud/fleets/change.ts';
import type { Fleet } from '../../cloud/fleets/fleet.ts';
import { beginFleet } from '../../cloud/fleets/fulfil.ts';
import { readConfigs, readOnDemandOptions, readSpotOptions, readTarget } from '../../cloud/fleets/read-fleet.ts';
import { uuid } from '../../cloud/random.ts';
import { readTagSpecifications } from '../../cloud/tag-specifications.ts';
import { checkToken } from '../../cloud/tokens.ts';
import { ApiError, invalidParameter, missingParameter } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { errorSetXml, instanceSetXml } from './fleet-xml.ts';

const TYPES = ['instant', 'request', 'maintain'] as const;

/**
 * An instant fleet launches within the call and names its machines and what failed; the other types answer their id alone. The same
 * client token answers the same fleet. Source: EC2 API reference, CreateFleet.
 */
export function createFleet(cloud: Cloud, params: Params): XmlObject {
  const token = params.text('ClientToken');
  checkToken(token);
  const fingerprint = params.fingerprint(['ClientToken', 'Version', 'Action']);
  const scope = tokenScope(cloud, params);
  const before = token === undefined ? undefined : cloud.tokens.fleets.find(token, scope, fingerprint);
  const fleet = before ?? createNow(cloud, params, token ?? '');
  if (token !== undefined && before === undefined) cloud.tokens.fleets.keep(token, scope, fingerprint, fleet);
  if (fleet.type !== 'instant') return { fleetId: fleet.id };
  return { fleetId: fleet.id, fleetInstanceSet: instanceSetXml(cloud, fleet), errorSet: errorSetXml(fleet) };
}

function createNow(cloud: Cloud, params: Params, clientToken: string): Fleet {
  const fleet = readFleet(cloud, params, clientToken);
  beginFleet(cloud, fleet);
  cloud.fleets.set(fleet.id, fleet);
  return fleet;
}

function readFleet(cloud: Cloud, params: Params, clientToken: string): Fleet {
  const type = TYPES.find((name) => name === (params.text('Type') ?? 'maintain'));
  if (type === undefined) throw invalidParameter(`The fleet type '${params.text('Type') ?? ''}' is not valid`);
  const target = params.struct('TargetCapacitySpecification');
  if (target === undefined) throw missingParameter('TargetCapacitySpecification');
  const configs = params.structs('LaunchTemplateConfigs');
  if (configs.length === 0) throw missingParameter('LaunchTemplateConfigs');
  const spot = params.struct('SpotOptions');
  const onDemand = params.struct('OnDemandOptions');
  if (type !== 'instant' && [spot, onDemand].some((options) => options?.has('MinTargetCapacity') === true)) {
    throw new ApiError('InvalidFleetConfig', 'MinTargetCapacity is supported for fleets of type instant only.');
  }
  const total = target.integer('TotalTargetCapacity');
  if (total === undefined) throw missingParameter('TargetCapacitySpecification.TotalTargetCapacity');
  const { fleet: fleetTags = [], ...launchTags } = readTagSpecifications(params);
  // Source: EC2 API reference, CreateFleet, TagSpecification: other fleets tag what they launch by their templates.
  if (type !== 'instant' && Object.keys(launchTags).length > 0) {
    throw invalidParameter(`A fleet of type ${type} can only be tagged itself, not its ${Object.keys(launchTags).join(', ')}`);
  }
  const fleet: Fleet = {
    id: `fleet-${uuid(cloud.random)}`,
    kind: 'ec2',
    type,
    clientToken,
    createdMs: cloud.clock.now(),
    configs: readConfigs(cloud, configs),
    unit: target.text('TargetCapacityUnitType') ?? 'units',
    options: {
      spot: readSpotOptions(spot?.text('AllocationStrategy'), spot?.integer('InstancePoolsToUseCount'), spot),
      'on-demand': readOnDemandOptions(onDemand?.text('AllocationStrategy'), onDemand),
    },
    source: params,
    owner: fleetOwner(cloud, () => fleet),
    target: readTarget(
      total,
      target.integer('OnDemandTargetCapacity'),
      target.integer('SpotTargetCapacity'),
      target.text('DefaultTargetCapacityType') ?? 'on-demand',
    ),
    excessTerminates: params.text('ExcessCapacityTerminationPolicy') !== 'no-termination',
    state: 'active',
    live: { 'on-demand': 0, spot: 0 },
    launched: { 'on-demand': 0, spot: 0 },
    launches: [],
    refusals: [],
    launchTags,
    tags: fleetTags,
    tryAtMs: undefined,
  };
  return fleet;
}

/**
 * The zone when all overrides name one and the same, else the region. EC2 documents zonal scope for calls that name a subnet or zone;
 * that it holds for the overrides of a fleet alike is our reading.
 */
function tokenScope(cloud: Cloud, params: Params): string {
  const overrides = params.structs('LaunchTemplateConfigs').flatMap((config) => config.structs('Overrides'));
  const zones = new Set(
    overrides.map((override) => cloud.network.subnets.get(override.text('SubnetId') ?? '')?.zone ?? override.text('AvailabilityZone')),
  );
  const [only] = zones;
  return zones.size === 1 && only !== undefined ? only : cloud.region;
}
