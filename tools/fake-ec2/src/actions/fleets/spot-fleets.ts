import type { Cloud } from '../../cloud/cloud.ts';
import { deleteFleet, retarget } from '../../cloud/fleets/change.ts';
import { liveMachines, type Fleet } from '../../cloud/fleets/fleet.ts';
import { readTarget } from '../../cloud/fleets/read-fleet.ts';
import { pageOf } from '../../cloud/paging.ts';
import { ApiError, missingParameter } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { echo } from '../echo.ts';
import { tagSetXml } from '../tags-xml.ts';
import { activityOf, shownState } from './fleet-xml.ts';
import { activeInstanceXml } from './fleets.ts';

export function describeSpotFleetRequests(cloud: Cloud, params: Params): XmlObject {
  const ids = params.texts('SpotFleetRequestId');
  const asked =
    ids.length > 0 ? ids.map((id) => spotFleetById(cloud, id)) : [...cloud.fleets.values()].filter(({ kind }) => kind === 'spot');
  const { items, nextToken } = pageOf(params, asked, 1000);
  return { spotFleetRequestConfigSet: items.map((fleet) => spotFleetXml(cloud, fleet)), nextToken };
}

export function describeSpotFleetInstances(cloud: Cloud, params: Params): XmlObject {
  const fleet = spotFleetById(cloud, params.required('SpotFleetRequestId'));
  const { items, nextToken } = pageOf(params, liveMachines(cloud, fleet), 1000);
  return { spotFleetRequestId: fleet.id, activeInstanceSet: items.map((machine) => activeInstanceXml(cloud, machine)), nextToken };
}

/** What could not be launched stands in the history only. Source: EC2 API reference, EventInformation. */
export function describeSpotFleetRequestHistory(cloud: Cloud, params: Params): XmlObject {
  const fleet = spotFleetById(cloud, params.required('SpotFleetRequestId'));
  const timestamp = new Date(fleet.createdMs);
  const errors = fleet.refusals.map(({ refusal }) => ({
    timestamp,
    eventType: 'error',
    eventInformation: {
      eventSubType: 'spotFleetRequestConfigurationInvalid',
      eventDescription: 'candidate' in refusal ? refusal.error.message : refusal.message,
    },
  }));
  const change = { timestamp, eventType: 'fleetRequestChange', eventInformation: { eventSubType: 'active' } };
  return {
    spotFleetRequestId: fleet.id,
    startTime: timestamp,
    lastEvaluatedTime: new Date(cloud.clock.now()),
    historyRecordSet: [change, ...errors],
  };
}

export function cancelSpotFleetRequests(cloud: Cloud, params: Params): XmlObject {
  const terminate = params.flag('TerminateInstances');
  if (terminate === undefined) throw missingParameter('TerminateInstances');
  const successful: XmlObject[] = [];
  const unsuccessful: XmlObject[] = [];
  for (const id of params.texts('SpotFleetRequestId')) {
    const fleet = cloud.fleets.get(id);
    if (fleet?.kind !== 'spot') {
      unsuccessful.push({
        spotFleetRequestId: id,
        error: { code: 'fleetRequestIdDoesNotExist', message: `The fleet request ID '${id}' does not exist.` },
      });
      continue;
    }
    const previous = cancelledWord(shownState(cloud, fleet));
    deleteFleet(cloud, fleet, terminate);
    successful.push({
      spotFleetRequestId: id,
      previousSpotFleetRequestState: previous,
      currentSpotFleetRequestState: cancelledWord(fleet.state),
    });
  }
  return { successfulFleetRequestSet: successful, unsuccessfulFleetRequestSet: unsuccessful };
}

/** Source: EC2 API reference, ModifySpotFleetRequest: type maintain only. */
export function modifySpotFleetRequest(cloud: Cloud, params: Params): XmlObject {
  const fleet = spotFleetById(cloud, params.required('SpotFleetRequestId'));
  if (fleet.type !== 'maintain' || fleet.state !== 'active') {
    throw new ApiError('InvalidSpotFleetRequestConfig', 'Only Spot Fleet requests of type maintain that are active can be modified.');
  }
  const policy = params.text('ExcessCapacityTerminationPolicy');
  if (policy !== undefined) fleet.excessTerminates = policy.toLowerCase() !== 'notermination';
  const total = params.integer('TargetCapacity');
  if (total !== undefined) retarget(cloud, fleet, readTarget(total, params.integer('OnDemandTargetCapacity'), undefined, 'spot'));
  return { return: true };
}

function spotFleetXml(cloud: Cloud, fleet: Fleet): XmlObject {
  const sent = echo(fleet.source);
  return {
    spotFleetRequestId: fleet.id,
    spotFleetRequestState: cancelledWord(shownState(cloud, fleet)),
    createTime: new Date(fleet.createdMs),
    activityStatus: activityOf(cloud, fleet),
    spotFleetRequestConfig: {
      ...sent,
      tagSpecificationSet: undefined,
      type: fleet.type,
      targetCapacity: fleet.target['on-demand'] + fleet.target.spot,
      onDemandTargetCapacity: fleet.target['on-demand'],
      fulfilledCapacity: fleet.live['on-demand'] + fleet.live.spot,
      onDemandFulfilledCapacity: fleet.live['on-demand'],
      excessCapacityTerminationPolicy: fleet.excessTerminates ? 'default' : 'noTermination',
    },
    tagSet: tagSetXml(fleet.tags),
  };
}

/** Spot Fleets are cancelled where EC2 Fleets are deleted. */
function cancelledWord(state: string): string {
  return state.replace('deleted', 'cancelled');
}

function spotFleetById(cloud: Cloud, id: string): Fleet {
  const fleet = cloud.fleets.get(id);
  if (fleet?.kind !== 'spot') throw new ApiError('InvalidSpotFleetRequestId.NotFound', `The spot fleet request ID '${id}' does not exist`);
  return fleet;
}
