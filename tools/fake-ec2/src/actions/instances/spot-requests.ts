import type { Cloud } from '../../cloud/cloud.ts';
import { filterItems, readFilters, type Filterable } from '../../cloud/filters.ts';
import { launchOf } from '../../cloud/lifecycle.ts';
import { pageOf } from '../../cloud/paging.ts';
import { spotPriceUsd } from '../../cloud/prices.ts';
import { ApiError } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { tagSetXml } from '../tags-xml.ts';
import { isShown } from './select.ts';

interface Status {
  readonly state: 'active' | 'closed' | 'cancelled';
  readonly code: string;
  readonly message: string;
}

/** Each spot machine has a request of its own, known by the machine's number. */
export function describeSpotInstanceRequests(cloud: Cloud, params: Params): XmlObject {
  const ids = params.texts('SpotInstanceRequestId');
  const asked = ids.length > 0 ? ids.map((id) => requestById(cloud, id)) : allRequests(cloud);
  const { items, nextToken } = pageOf(params, filterItems(asked, readFilters(params), filterable(cloud)), 1000);
  return { spotInstanceRequestSet: items.map((machine) => requestXml(cloud, machine)), nextToken };
}

/** The machines go on. Source: EC2 API reference, CancelSpotInstanceRequests. */
export function cancelSpotInstanceRequests(cloud: Cloud, params: Params): XmlObject {
  const machines = params.texts('SpotInstanceRequestId').map((id) => requestById(cloud, id));
  for (const machine of machines) cloud.cancelledSpotRequests.add(machine);
  return {
    spotInstanceRequestSet: machines.map((machine) => ({ spotInstanceRequestId: cloud.ids.spotRequest.of(machine), state: 'cancelled' })),
  };
}

function requestById(cloud: Cloud, id: string): number {
  const machine = cloud.ids.spotRequest.numberOf(id);
  if (machine === undefined || machine >= cloud.machines.count || launchOf(cloud, machine).market !== 'spot' || !isShown(cloud, machine)) {
    throw new ApiError('InvalidSpotInstanceRequestID.NotFound', `The spot instance request ID '${id}' does not exist`);
  }
  return machine;
}

function allRequests(cloud: Cloud): readonly number[] {
  const machines = Array.from({ length: cloud.machines.count }, (_none, machine) => machine);
  return machines.filter((machine) => launchOf(cloud, machine).market === 'spot' && isShown(cloud, machine));
}

/** Source: EC2 user guide, "Spot request status". */
function statusOf(cloud: Cloud, machine: number): Status {
  const { machines, cancelledSpotRequests } = cloud;
  const marked = (machines.markedMs[machine] ?? 0) > 0;
  if (!machines.isLive(machine)) {
    return machines.reasonOf(machine)?.code === 'Server.SpotInstanceTermination'
      ? {
          state: 'closed',
          code: 'instance-terminated-no-capacity',
          message: 'Your Spot Instance was terminated because there is no Spot capacity available that matches your request.',
        }
      : { state: 'closed', code: 'instance-terminated-by-user', message: 'Spot Instance terminated due to user-initiated termination.' };
  }
  if (marked) return { state: 'active', code: 'marked-for-termination', message: 'Your Spot Instance is marked for termination.' };
  if (cancelledSpotRequests.has(machine)) {
    return {
      state: 'cancelled',
      code: 'request-canceled-and-instance-running',
      message: 'Your Spot request is canceled, but your instance is still running.',
    };
  }
  return { state: 'active', code: 'fulfilled', message: 'Your Spot request is fulfilled.' };
}

function filterable(cloud: Cloud): Filterable<number> {
  return {
    tags: (machine) => launchOf(cloud, machine).data.tags['spot-instances-request'] ?? [],
    fields: {
      'instance-id': (machine) => cloud.ids.machine.of(machine),
      'spot-instance-request-id': (machine) => cloud.ids.spotRequest.of(machine),
      state: (machine) => statusOf(cloud, machine).state,
      'status-code': (machine) => statusOf(cloud, machine).code,
      'launched-availability-zone': (machine) => launchOf(cloud, machine).zone,
      'launch.instance-type': (machine) => launchOf(cloud, machine).type.name,
      type: (machine) => launchOf(cloud, machine).data.spot?.type ?? 'one-time',
    },
  };
}

function requestXml(cloud: Cloud, machine: number): XmlObject {
  const { data, type, zone, image, subnet, groups, createdMs } = launchOf(cloud, machine);
  const { state, code, message } = statusOf(cloud, machine);
  const marked = cloud.machines.markedMs[machine] ?? 0;
  const changedMs = marked > 0 ? marked - cloud.settings.spotNoticeMs : (cloud.machines.orderedMs[machine] ?? createdMs);
  return {
    spotInstanceRequestId: cloud.ids.spotRequest.of(machine),
    spotPrice: data.spot?.maxPrice ?? spotPriceUsd(cloud, type, zone).toFixed(6),
    type: data.spot?.type ?? 'one-time',
    state,
    status: { code, updateTime: new Date(changedMs), message },
    launchSpecification: {
      imageId: image.id,
      keyName: data.keyName,
      groupSet: groups.map(({ id, name }) => ({ groupId: id, groupName: name })),
      instanceType: type.name,
      subnetId: subnet.id,
      placement: { availabilityZone: zone },
      monitoring: { enabled: data.monitoring },
    },
    instanceId: cloud.ids.machine.of(machine),
    createTime: new Date(createdMs),
    productDescription: 'Linux/UNIX',
    launchedAvailabilityZone: zone,
    instanceInterruptionBehavior: data.spot?.interruption ?? 'terminate',
    tagSet: tagSetXml(data.tags['spot-instances-request'] ?? []),
  };
}
