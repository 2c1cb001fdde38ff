import type { Cloud } from '../../cloud/cloud.ts';
import { filterItems, readFilters } from '../../cloud/filters.ts';
import { deleteFleet, retarget } from '../../cloud/fleets/change.ts';
import { liveMachines, type Fleet } from '../../cloud/fleets/fleet.ts';
import { readTarget } from '../../cloud/fleets/read-fleet.ts';
import { launchOf } from '../../cloud/lifecycle.ts';
import { pageOf } from '../../cloud/paging.ts';
import { ApiError, invalidParameter, missingParameter } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { activityOf, fleetXml, shownState } from './fleet-xml.ts';

/** An instant fleet is shown only when its id is given. Source: EC2 API reference, DescribeFleets, FleetId. */
export function describeFleets(cloud: Cloud, params: Params): XmlObject {
  const ids = params.texts('FleetId');
  const asked = ids.length > 0 ? ids.map((id) => fleetById(cloud, id)) : ownFleets(cloud).filter(({ type }) => type !== 'instant');
  const found = filterItems(asked, readFilters(params), {
    tags: ({ tags }) => tags,
    fields: {
      'activity-status': (fleet) => activityOf(cloud, fleet),
      'fleet-state': (fleet) => shownState(cloud, fleet),
      type: ({ type }) => type,
      'replace-unhealthy-instances': ({ source }) => String(source.flag('ReplaceUnhealthyInstances') ?? false),
      'excess-capacity-termination-policy': ({ excessTerminates }) => (excessTerminates ? 'termination' : 'no-termination'),
    },
  });
  const { items, nextToken } = pageOf(params, found, 1000);
  return { fleetSet: items.map((fleet) => fleetXml(cloud, fleet)), nextToken };
}

export function describeFleetInstances(cloud: Cloud, params: Params): XmlObject {
  const fleet = fleetById(cloud, params.required('FleetId'));
  const { items, nextToken } = pageOf(params, liveMachines(cloud, fleet), 1000);
  return { activeInstanceSet: items.map((machine) => activeInstanceXml(cloud, machine)), nextToken, fleetId: fleet.id };
}

export function activeInstanceXml(cloud: Cloud, machine: number): XmlObject {
  const { type, market } = launchOf(cloud, machine);
  return {
    instanceId: cloud.ids.machine.of(machine),
    instanceType: type.name,
    spotInstanceRequestId: market === 'spot' ? cloud.ids.spotRequest.of(machine) : undefined,
    instanceHealth: 'healthy',
  };
}

/** Source: EC2 API reference, ModifyFleet: fleets of type maintain only. */
export function modifyFleet(cloud: Cloud, params: Params): XmlObject {
  const fleet = fleetById(cloud, params.required('FleetId'));
  if (fleet.type !== 'maintain') throw new ApiError('InvalidFleetType', 'You can only modify fleets of type maintain.');
  if (fleet.state !== 'active') throw new ApiError('FleetNotInModifiableState', `The fleet '${fleet.id}' is not in a modifiable state.`);
  const policy = params.text('ExcessCapacityTerminationPolicy');
  if (policy !== undefined) fleet.excessTerminates = policy !== 'no-termination';
  const target = params.struct('TargetCapacitySpecification');
  if (target !== undefined) {
    const total = target.integer('TotalTargetCapacity');
    if (total === undefined) throw missingParameter('TargetCapacitySpecification.TotalTargetCapacity');
    const market =
      target.text('DefaultTargetCapacityType') ?? fleet.source.struct('TargetCapacitySpecification')?.text('DefaultTargetCapacityType');
    retarget(
      cloud,
      fleet,
      readTarget(total, target.integer('OnDemandTargetCapacity'), target.integer('SpotTargetCapacity'), market ?? 'on-demand'),
    );
  }
  return { return: true };
}

/**
 * Each fleet answers for itself. Instant fleets always end their machines, at most 25 of them in a call; of others 100. Source: EC2 API
 * reference, DeleteFleets.
 */
export function deleteFleets(cloud: Cloud, params: Params): XmlObject {
  const ids = params.texts('FleetId');
  if (ids.length === 0) throw missingParameter('FleetId');
  const terminate = params.flag('TerminateInstances');
  if (terminate === undefined) throw missingParameter('TerminateInstances');
  const fleets = ids.map((id) => ({ id, fleet: cloud.fleets.get(id) }));
  const instant = fleets.filter(({ fleet }) => fleet?.type === 'instant').length;
  if (instant > 25 || ids.length > 100) throw invalidParameter('At most 25 instant fleets, or 100 fleets, can be deleted in one call.');
  const successful: XmlObject[] = [];
  const unsuccessful: XmlObject[] = [];
  for (const { id, fleet } of fleets) {
    const error = refusalOf(fleet, id, terminate);
    if (fleet === undefined || error !== undefined) {
      unsuccessful.push({ fleetId: id, error });
      continue;
    }
    const previous = shownState(cloud, fleet);
    deleteFleet(cloud, fleet, terminate);
    successful.push({ fleetId: id, previousFleetState: previous, currentFleetState: fleet.state });
  }
  return { successfulFleetDeletionSet: successful, unsuccessfulFleetDeletionSet: unsuccessful };
}

function refusalOf(fleet: Fleet | undefined, id: string, terminate: boolean): XmlObject | undefined {
  if (!/^fleet-[0-9a-f-]{36}$/.test(id)) return { code: 'fleetIdMalformed', message: `The fleet ID '${id}' is malformed.` };
  if (fleet?.kind !== 'ec2') return { code: 'fleetIdDoesNotExist', message: `The fleet ID '${id}' does not exist.` };
  if (fleet.type === 'instant' && !terminate)
    return { code: 'unexpectedError', message: 'NoTerminateInstances option is not supported for instant fleet.' };
  return undefined;
}

function fleetById(cloud: Cloud, id: string): Fleet {
  const fleet = cloud.fleets.get(id);
  if (fleet?.kind !== 'ec2') throw new ApiError('InvalidFleetId.NotFound', `The fleet ID '${id}' does not exist.`);
  return fleet;
}

function ownFleets(cloud: Cloud): readonly Fleet[] {
  return [...cloud.fleets.values()].filter(({ kind }) => kind === 'ec2');
}
