import type { AutoScalingGroup } from '../../cloud/auto-scaling/group.ts';
import { validationError } from '../../cloud/auto-scaling/read-group.ts';
import { refillGroup } from '../../cloud/auto-scaling/refill.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { endMachine } from '../../cloud/lifecycle.ts';
import { uuid } from '../../cloud/random.ts';
import { missingParameter } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { groupByName } from './groups.ts';

/** Source: Auto Scaling API reference, DetachInstances: up to 20 instances. */
const MAX_DETACHED = 20;

/** The machines go on without the group; with decrement the group does not replace them. */
export function detachInstances(cloud: Cloud, params: Params): XmlObject {
  const group = groupByName(cloud, params.required('AutoScalingGroupName'));
  const ids = params.texts('InstanceIds');
  if (ids.length > MAX_DETACHED) throw validationError(`The number of instances to detach must not exceed ${MAX_DETACHED}`);
  const decrement = requiredFlag(params, 'ShouldDecrementDesiredCapacity');
  const machines = ids.map((id) => memberOf(cloud, group, id));
  const units = machines.reduce((sum, machine) => sum + (group.members.get(machine)?.weight ?? 0), 0);
  if (decrement) lower(group, units);
  for (const machine of machines) {
    group.members.delete(machine);
    group.protectedMembers.delete(machine);
  }
  refillGroup(cloud, group);
  return { Activities: ids.map((id) => activityXml(cloud, group, `Detaching EC2 instance: ${id}`)) };
}

export function terminateInstanceInAutoScalingGroup(cloud: Cloud, params: Params): XmlObject {
  const id = params.required('InstanceId');
  const decrement = requiredFlag(params, 'ShouldDecrementDesiredCapacity');
  const group = [...cloud.groups.values()].find(({ members }) => members.has(cloud.ids.machine.numberOf(id) ?? -1));
  if (group === undefined) throw validationError(`Instance Id not found - No managed instance found for instance ID: ${id}`);
  const machine = memberOf(cloud, group, id);
  if (decrement) lower(group, group.members.get(machine)?.weight ?? 0);
  endMachine(cloud, machine, 'Client.UserInitiatedShutdown');
  return { Activity: activityXml(cloud, group, `Terminating EC2 instance: ${id}`) };
}

export function setInstanceProtection(cloud: Cloud, params: Params): XmlObject {
  const group = groupByName(cloud, params.required('AutoScalingGroupName'));
  const protect = requiredFlag(params, 'ProtectedFromScaleIn');
  const machines = params.texts('InstanceIds').map((id) => memberOf(cloud, group, id));
  for (const machine of machines) {
    if (protect) group.protectedMembers.add(machine);
    else group.protectedMembers.delete(machine);
  }
  return {};
}

function memberOf(cloud: Cloud, { members, name }: AutoScalingGroup, id: string): number {
  const machine = cloud.ids.machine.numberOf(id);
  if (machine === undefined || !members.has(machine))
    throw validationError(`The instance ${id} is not part of Auto Scaling group ${name}.`);
  return machine;
}

function lower(group: AutoScalingGroup, units: number): void {
  if (group.desired - units < group.min) {
    throw validationError(
      `Currently, desiredSize equals minSize (${group.min}). Terminating instance without replacement will violate group's min size constraint.`,
    );
  }
  group.desired -= units;
}

function requiredFlag(params: Params, name: string): boolean {
  const flag = params.flag(name);
  if (flag === undefined) throw missingParameter(name);
  return flag;
}

function activityXml(cloud: Cloud, { name }: AutoScalingGroup, description: string): XmlObject {
  const StartTime = new Date(cloud.clock.now());
  return {
    ActivityId: uuid(cloud.random),
    AutoScalingGroupName: name,
    Description: description,
    Cause: 'At the request of a user.',
    StartTime,
    StatusCode: 'InProgress',
    Progress: 50,
    Details: '{}',
  };
}
