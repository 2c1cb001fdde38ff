import type { Cloud } from '../../cloud/cloud.ts';
import { launchOf } from '../../cloud/lifecycle.ts';
import { pageToken, readPageToken } from '../../cloud/paging.ts';
import { ApiError } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { reservationsXml } from './reservations.ts';
import { isShown, machinesById, machineTest } from './select.ts';

/** Source: EC2 API reference, DescribeInstances, MaxResults: 5 to 1000, not together with ids. */
const MAX_PAGE = 1000;

export function describeInstances(cloud: Cloud, params: Params): XmlObject {
  const ids = params.texts('InstanceId');
  const test = machineTest(cloud, params);
  if (ids.length === 0) checkZones(cloud, undefined);
  const { machines, nextToken } =
    ids.length > 0 ? { machines: byIds(cloud, params, ids).filter(test), nextToken: undefined } : pageOfAll(cloud, params, test);
  return { reservationSet: reservationsXml(cloud, machines), nextToken };
}

function byIds(cloud: Cloud, params: Params, ids: readonly string[]): readonly number[] {
  if (params.text('MaxResults') !== undefined) {
    throw new ApiError('InvalidParameterCombination', 'The parameter instancesSet cannot be used with the parameter maxResults');
  }
  const machines = machinesById(cloud, ids).toSorted((a, b) => a - b);
  checkZones(cloud, machines);
  return machines;
}

/** A token names the machine that the next page begins with. */
function pageOfAll(
  cloud: Cloud,
  params: Params,
  test: (machine: number) => boolean,
): { readonly machines: readonly number[]; readonly nextToken: string | undefined } {
  const size = params.integer('MaxResults', { min: 5, max: MAX_PAGE }) ?? MAX_PAGE;
  const machines: number[] = [];
  for (let machine = readPageToken(params); machine < cloud.machines.count; machine++) {
    if (!isShown(cloud, machine) || !test(machine)) continue;
    if (machines.length === size) return { machines, nextToken: pageToken(params, machine) };
    machines.push(machine);
  }
  return { machines, nextToken: undefined };
}

/**
 * During an outage of a zone, a call fails as a whole that names a machine there, or no machine at all. Source: EC2 API reference,
 * DescribeInstances.
 *
 * @param machines - undefined for a call that names none
 */
export function checkZones(cloud: Cloud, machines: readonly number[] | undefined): void {
  const { darkZones } = cloud;
  const concerned = machines === undefined ? darkZones.size > 0 : machines.some((machine) => darkZones.has(launchOf(cloud, machine).zone));
  if (concerned) throw new ApiError('Unavailable', `Availability Zone ${[...darkZones].join(', ')} is impaired`, 503);
}
