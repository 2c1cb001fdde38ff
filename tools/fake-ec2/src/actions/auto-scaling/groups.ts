import { liveUnits, type AutoScalingGroup } from '../../cloud/auto-scaling/group.ts';
import { readGroupTags, readLaunchSource, readSubnets, validationError } from '../../cloud/auto-scaling/read-group.ts';
import { fillLater, refillGroup, refillLater } from '../../cloud/auto-scaling/refill.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { endMachine } from '../../cloud/lifecycle.ts';
import { uuid } from '../../cloud/random.ts';
import { ApiError, missingParameter } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';

/** Launches its machines at once; what fails is told by the activities only. Source: Auto Scaling API reference, CreateAutoScalingGroup. */
export function createAutoScalingGroup(cloud: Cloud, params: Params): XmlObject {
  const name = params.required('AutoScalingGroupName');
  if (name.length > 255) throw validationError('The name of a group has at most 255 characters');
  if (cloud.groups.has(name))
    throw new ApiError('AlreadyExists', `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`);
  const source = readLaunchSource(cloud, params);
  if (source === undefined)
    throw validationError(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
    );
  const group: AutoScalingGroup = {
    name,
    arn: `arn:aws:autoscaling:${cloud.region}:${cloud.account}:autoScalingGroup:${uuid(cloud.random)}:autoScalingGroupName/${name}`,
    createdMs: cloud.clock.now(),
    owner: groupOwner(cloud, () => group),
    ...source,
    subnetIds: readSubnets(cloud, params),
    ...readSizes(params, { min: undefined, max: undefined, desired: undefined }),
    capacityRebalance: params.flag('CapacityRebalance') ?? false,
    protectNew: params.flag('NewInstancesProtectedFromScaleIn') ?? false,
    tags: readGroupTags(params),
    suspended: new Set(),
    members: new Map(),
    protectedMembers: new Set(),
    activities: [],
    lookAtMs: undefined,
    deleted: false,
  };
  cloud.groups.set(name, group);
  fillLater(cloud, group);
  return {};
}

export function updateAutoScalingGroup(cloud: Cloud, params: Params): XmlObject {
  const group = groupByName(cloud, params.required('AutoScalingGroupName'));
  const sizes = readSizes(params, group);
  const source = readLaunchSource(cloud, params);
  if (params.has('VPCZoneIdentifier') || params.has('AvailabilityZones')) group.subnetIds = readSubnets(cloud, params);
  Object.assign(group, sizes, source);
  group.capacityRebalance = params.flag('CapacityRebalance') ?? group.capacityRebalance;
  group.protectNew = params.flag('NewInstancesProtectedFromScaleIn') ?? group.protectNew;
  refillGroup(cloud, group);
  return {};
}

export function setDesiredCapacity(cloud: Cloud, params: Params): XmlObject {
  const group = groupByName(cloud, params.required('AutoScalingGroupName'));
  const desired = params.integer('DesiredCapacity');
  if (desired === undefined) throw missingParameter('DesiredCapacity');
  checkSizes({ min: group.min, max: group.max, desired });
  group.desired = desired;
  refillGroup(cloud, group);
  return {};
}

/** Without force a group with machines stays. Source: Auto Scaling API reference, DeleteAutoScalingGroup. */
export function deleteAutoScalingGroup(cloud: Cloud, params: Params): XmlObject {
  const group = groupByName(cloud, params.required('AutoScalingGroupName'));
  if (params.flag('ForceDelete') !== true && group.members.size > 0) {
    throw new ApiError(
      'ResourceInUse',
      'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
    );
  }
  group.deleted = true;
  for (const machine of group.members.keys()) endMachine(cloud, machine, 'Client.UserInitiatedShutdown');
  cloud.groups.delete(group.name);
  return {};
}

/** All processes when none is named. Source: Auto Scaling API reference, SuspendProcesses. */
export function suspendProcesses(cloud: Cloud, params: Params): XmlObject {
  const group = groupByName(cloud, params.required('AutoScalingGroupName'));
  for (const name of processesOf(params)) group.suspended.add(name);
  return {};
}

export function resumeProcesses(cloud: Cloud, params: Params): XmlObject {
  const group = groupByName(cloud, params.required('AutoScalingGroupName'));
  for (const name of processesOf(params)) group.suspended.delete(name);
  refillGroup(cloud, group);
  return {};
}

const PROCESSES = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
];

function processesOf(params: Params): readonly string[] {
  const named = params.texts('ScalingProcesses');
  const unknown = named.find((name) => !PROCESSES.includes(name));
  if (unknown !== undefined) throw validationError(`Invalid process name: ${unknown}`);
  return named.length > 0 ? named : PROCESSES;
}

/** Auto Scaling answers ValidationError for a group that does not exist. */
export function groupByName(cloud: Cloud, name: string): AutoScalingGroup {
  const group = cloud.groups.get(name);
  if (group === undefined) throw validationError('AutoScalingGroup name not found - null');
  return group;
}

/** An ended member leaves its group, which then looks whether one is missing. */
function groupOwner(cloud: Cloud, group: () => AutoScalingGroup): AutoScalingGroup['owner'] {
  return {
    ended(machine) {
      const own = group();
      if (!own.members.delete(machine)) return;
      own.protectedMembers.delete(machine);
      if (liveUnits(own) < own.desired) refillLater(cloud, own);
    },
  };
}

interface Sizes {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
}

function readSizes(params: Params, before: { readonly [size in keyof Sizes]: number | undefined }): Sizes {
  const min = params.integer('MinSize') ?? before.min;
  const max = params.integer('MaxSize') ?? before.max;
  if (min === undefined) throw missingParameter('MinSize');
  if (max === undefined) throw missingParameter('MaxSize');
  const sent = params.integer('DesiredCapacity');
  const desired = sent ?? Math.min(max, Math.max(min, before.desired ?? min));
  checkSizes({ min, max, desired });
  return { min, max, desired };
}

function checkSizes({ min, max, desired }: Sizes): void {
  if (max < min) throw validationError('Max bound must be greater than or equal to min bound');
  if (desired < min || desired > max) {
    throw validationError(`Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`);
  }
}
