import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import {
  DescribeFleetInstancesCommand,
  DescribeFleetsCommand,
  DescribeSpotFleetInstancesCommand,
  DescribeSpotFleetRequestsCommand,
} from '@aws-sdk/client-ec2';
import { ProviderError, type GroupMembers, type OperationInput } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { describeInstances } from '../describe-instances.js';

type Asked = OperationInput & { readonly groupRef: string };

/** How each kind of group is told by its id, and asked. Source: EC2 API reference, resource ids. */
const KINDS: readonly (readonly [RegExp, (session: AwsSession, input: Asked) => Promise<GroupMembers>])[] = [
  [/^fleet-[0-9a-f-]{8,60}$/, ofFleet],
  [/^sfr-[0-9a-f-]{8,60}$/, ofSpotFleet],
  [/^r-[0-9a-f]{8,17}$/, ofReservation],
];

/** What no name of an Auto Scaling group has. */
const NO_GROUP_NAME = /[^\x20-\x7e]|^$/;

/** Most pages of one group's machines: a fleet has at most 10,000 units. */
const MOST_PAGES = 200;

/** The machines of a fleet, spot fleet, reservation or Auto Scaling group that somebody else made. */
export async function membersOf(session: AwsSession, input: Asked): Promise<GroupMembers> {
  const { groupRef } = input;
  const kind = KINDS.find(([form]) => form.test(groupRef));
  if (kind !== undefined) return kind[1](session, input);
  if (groupRef.length > 255 || NO_GROUP_NAME.test(groupRef))
    throw new ProviderError('Unsupported', 'the group is neither a fleet, a spot fleet, a reservation nor an Auto Scaling group');
  return ofAutoScalingGroup(session, input);
}

function noSuch(groupRef: string, code: string): ProviderError {
  return new ProviderError('NotFound', `there is no group ${groupRef} in the account and region of the connection`, { code });
}

/** Fleets that start nothing any more. Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FleetData.html */
const GROWING_FLEETS: ReadonlySet<string> = new Set(['submitted', 'active', 'modifying']);

async function ofFleet(session: AwsSession, { groupRef, signal }: Asked): Promise<GroupMembers> {
  const { output } = await session.read('ec2', new DescribeFleetsCommand({ FleetIds: [groupRef] }), { signal });
  const fleet = output.Fleets?.find(({ FleetId }) => FleetId === groupRef);
  if (fleet === undefined) throw noSuch(groupRef, 'InvalidFleetId.NotFound');
  // An instant fleet names its machines itself, and has all of them from the start.
  if (fleet.Type === 'instant')
    return { machineIds: unique((fleet.Instances ?? []).flatMap(({ InstanceIds }) => InstanceIds ?? [])), complete: true };
  const machineIds = await every(async (token) => {
    const command = new DescribeFleetInstancesCommand({ FleetId: groupRef, ...(token === undefined ? {} : { NextToken: token }) });
    const { output: page } = await session.read('ec2', command, { signal });
    return { ids: (page.ActiveInstances ?? []).map(({ InstanceId }) => InstanceId), nextToken: page.NextToken };
  });
  const isFull = (fleet.FulfilledCapacity ?? 0) >= (fleet.TargetCapacitySpecification?.TotalTargetCapacity ?? Infinity);
  const grows = GROWING_FLEETS.has(fleet.FleetState ?? '') && fleet.ActivityStatus !== 'fulfilled' && !isFull;
  return { machineIds, complete: !grows };
}

async function ofSpotFleet(session: AwsSession, { groupRef, signal }: Asked): Promise<GroupMembers> {
  const command = new DescribeSpotFleetRequestsCommand({ SpotFleetRequestIds: [groupRef] });
  const { output } = await session.read('ec2', command, { signal });
  const fleet = output.SpotFleetRequestConfigs?.find(({ SpotFleetRequestId }) => SpotFleetRequestId === groupRef);
  if (fleet === undefined) throw noSuch(groupRef, 'InvalidSpotFleetRequestId.NotFound');
  const machineIds = await every(async (token) => {
    const input = { SpotFleetRequestId: groupRef, ...(token === undefined ? {} : { NextToken: token }) };
    const { output: page } = await session.read('ec2', new DescribeSpotFleetInstancesCommand(input), { signal });
    return { ids: (page.ActiveInstances ?? []).map(({ InstanceId }) => InstanceId), nextToken: page.NextToken };
  });
  const grows = GROWING_FLEETS.has(fleet.SpotFleetRequestState ?? '') && fleet.ActivityStatus !== 'fulfilled';
  return { machineIds, complete: !grows };
}

/** RunInstances starts all of a reservation at once: there is nothing to wait for. */
async function ofReservation(session: AwsSession, { groupRef, signal }: Asked): Promise<GroupMembers> {
  const filter = { Name: 'reservation-id', Values: [groupRef] };
  const { instances } = await describeInstances(session, { Filters: [filter], MaxResults: 1_000 }, { signal });
  const machineIds = instances.filter(({ state }) => state !== 'terminated' && state !== 'shutting-down').map(({ id }) => id);
  if (instances.length === 0) throw noSuch(groupRef, 'InvalidReservationID.NotFound');
  return { machineIds, complete: true };
}

async function ofAutoScalingGroup(session: AwsSession, { groupRef, signal }: Asked): Promise<GroupMembers> {
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupRef] });
  const { output } = await session.read('autoscaling', command, { signal });
  const group = output.AutoScalingGroups?.find(({ AutoScalingGroupName }) => AutoScalingGroupName === groupRef);
  if (group === undefined) throw noSuch(groupRef, 'ValidationError');
  const machineIds = unique(
    (group.Instances ?? [])
      .filter(({ LifecycleState: state }) => state?.startsWith('Terminat') !== true)
      .map(({ InstanceId }) => InstanceId),
  );
  return { machineIds, complete: group.Status !== undefined || machineIds.length >= (group.DesiredCapacity ?? 0) };
}

async function every(
  page: (token: string | undefined) => Promise<{ readonly ids: readonly (string | undefined)[]; readonly nextToken: string | undefined }>,
): Promise<readonly string[]> {
  const all: (string | undefined)[] = [];
  let token: string | undefined;
  for (let read = 0; read < MOST_PAGES; read += 1) {
    const { ids, nextToken } = await page(token);
    all.push(...ids);
    if (nextToken === undefined || nextToken === '') return unique(all);
    token = nextToken;
  }
  throw new ProviderError('Unavailable', 'the list of a fleet’s machines does not end');
}

function unique(ids: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(ids.flatMap((id) => (id === undefined || id === '' ? [] : [id])))];
}
