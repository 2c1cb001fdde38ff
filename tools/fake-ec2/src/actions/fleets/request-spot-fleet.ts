import type { Cloud } from '../../cloud/cloud.ts';
import { fleetOwner } from '../../cloud/fleets/change.ts';
import type { Fleet } from '../../cloud/fleets/fleet.ts';
import { beginFleet } from '../../cloud/fleets/fulfil.ts';
import { readConfigs, readOnDemandOptions, readSpecifications, readSpotOptions, readTarget } from '../../cloud/fleets/read-fleet.ts';
import { uuid } from '../../cloud/random.ts';
import { readTagSpecifications } from '../../cloud/tag-specifications.ts';
import { checkToken } from '../../cloud/tokens.ts';
import { ApiError, invalidParameter, missingParameter } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';

/** Source: EC2 API reference, RequestSpotFleet; its types are request and maintain (the default). */
export function requestSpotFleet(cloud: Cloud, params: Params): XmlObject {
  const config = params.struct('SpotFleetRequestConfig');
  if (config === undefined) throw missingParameter('SpotFleetRequestConfig');
  const token = config.text('ClientToken');
  checkToken(token);
  const fingerprint = params.fingerprint(['Version', 'Action']);
  const before = token === undefined ? undefined : cloud.tokens.fleets.find(token, `${cloud.region} spot fleet`, fingerprint);
  if (before !== undefined) return { spotFleetRequestId: before.id };
  const fleet = readFleet(cloud, config);
  beginFleet(cloud, fleet);
  cloud.fleets.set(fleet.id, fleet);
  if (token !== undefined) cloud.tokens.fleets.keep(token, `${cloud.region} spot fleet`, fingerprint, fleet);
  return { spotFleetRequestId: fleet.id };
}

function readFleet(cloud: Cloud, config: Params): Fleet {
  config.required('IamFleetRole');
  const type = config.text('Type') ?? 'maintain';
  if (type !== 'maintain' && type !== 'request') throw invalidParameter(`The Spot Fleet type '${type}' is not valid`);
  const configs = config.structs('LaunchTemplateConfigs');
  const specifications = config.structs('LaunchSpecifications');
  if (configs.length > 0 === specifications.length > 0) {
    throw new ApiError('InvalidSpotFleetRequestConfig', 'Exactly one of LaunchSpecifications and LaunchTemplateConfigs must be specified.');
  }
  const total = config.integer('TargetCapacity');
  if (total === undefined) throw missingParameter('SpotFleetRequestConfig.TargetCapacity');
  const fleet: Fleet = {
    id: `sfr-${uuid(cloud.random)}`,
    kind: 'spot',
    type,
    clientToken: config.text('ClientToken') ?? '',
    createdMs: cloud.clock.now(),
    configs: configs.length > 0 ? readConfigs(cloud, configs) : readSpecifications(specifications),
    unit: config.text('TargetCapacityUnitType') ?? 'units',
    options: {
      spot: readSpotOptions(config.text('AllocationStrategy'), config.integer('InstancePoolsToUseCount'), undefined),
      'on-demand': readOnDemandOptions(config.text('OnDemandAllocationStrategy'), undefined),
    },
    source: config,
    owner: fleetOwner(cloud, () => fleet),
    target: readTarget(total, config.integer('OnDemandTargetCapacity'), undefined, 'spot'),
    excessTerminates: config.text('ExcessCapacityTerminationPolicy')?.toLowerCase() !== 'notermination',
    state: 'active',
    live: { 'on-demand': 0, spot: 0 },
    launched: { 'on-demand': 0, spot: 0 },
    launches: [],
    refusals: [],
    launchTags: {},
    tags: readTagSpecifications(config)['spot-fleet-request'] ?? [],
    tryAtMs: undefined,
  };
  return fleet;
}
