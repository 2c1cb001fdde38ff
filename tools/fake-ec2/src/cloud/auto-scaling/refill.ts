import type { FakeMarket } from '../../control/protocol.ts';
import type { Candidate } from '../allocation.ts';
import type { Cloud } from '../cloud.ts';
import { templateTags } from '../fleets/fulfil.ts';
import { launchMachines, machinesOf } from '../launch.ts';
import { endMachine } from '../lifecycle.ts';
import type { Tag } from '../tag-sets.ts';
import { liveUnits, type AutoScalingGroup } from './group.ts';
import { planBalanced } from './plan.ts';
import { tell } from './tell.ts';

/** How long a group waits after a launch that failed. The real one backs off in steps that are not documented. */
const RETRY_MS = 60_000;

/** The first look at a new group. */
export function fillLater(cloud: Cloud, group: AutoScalingGroup): void {
  lookAt(cloud, group, cloud.settings.fulfilMs);
}

/** Plans a look at the group after the delay of refilling; one that is due already is enough. */
export function refillLater(cloud: Cloud, group: AutoScalingGroup): void {
  lookAt(cloud, group, cloud.settings.refillMs);
}

function retryLater(cloud: Cloud, group: AutoScalingGroup): void {
  lookAt(cloud, group, RETRY_MS);
}

function lookAt(cloud: Cloud, group: AutoScalingGroup, delayMs: number): void {
  const atMs = cloud.clock.now() + delayMs;
  if (group.lookAtMs !== undefined && group.lookAtMs <= atMs) return;
  group.lookAtMs = atMs;
  cloud.agenda.at(atMs, () => {
    if (group.lookAtMs === atMs) refillGroup(cloud, group);
  });
}

/** Brings a group to its desired capacity: launches unless Launch is suspended, ends what is too much unless Terminate is. */
export function refillGroup(cloud: Cloud, group: AutoScalingGroup): void {
  group.lookAtMs = undefined;
  if (group.deleted) return;
  const missing = group.desired - liveUnits(group);
  if (missing > 0 && !group.suspended.has('Launch')) grow(cloud, group, missing);
  if (missing < 0 && !group.suspended.has('Terminate')) shrink(cloud, group);
}

function grow(cloud: Cloud, group: AutoScalingGroup, missing: number): void {
  const onDemand = Math.min(missing, Math.max(0, onDemandTarget(group) - onDemandLive(group)));
  for (const [market, units] of [
    ['on-demand', onDemand],
    ['spot', missing - onDemand],
  ] as const) {
    if (units > 0) launchUnits(cloud, group, market, units);
  }
}

/** The base, then the percentage of what is above it, rounded up. Source: Auto Scaling API reference, InstancesDistribution. */
function onDemandTarget({ desired, distribution: { onDemandBase, onDemandPercent } }: AutoScalingGroup): number {
  return onDemandBase + Math.ceil((Math.max(0, desired - onDemandBase) * onDemandPercent) / 100);
}

function onDemandLive({ members }: AutoScalingGroup): number {
  let units = 0;
  for (const { placement, weight } of members.values()) if (placement.market === 'on-demand') units += weight;
  return units;
}

function launchUnits(cloud: Cloud, group: AutoScalingGroup, market: FakeMarket, units: number): void {
  const plan = planBalanced(cloud, group, { market, units });
  for (const { candidate, count } of plan.launches) {
    const placement = { ...candidate.placement, data: withGroupTags(candidate, group) };
    const launch = launchMachines(cloud, {
      placement,
      count,
      owner: group.owner,
      weight: candidate.weight,
      cloudTags: cloudTags(group, candidate),
    });
    for (const machine of machinesOf(launch)) {
      group.members.set(machine, candidate);
      if (group.protectNew) group.protectedMembers.add(machine);
      tell(cloud, group, {
        status: 'Successful',
        description: `Launching a new EC2 instance: ${cloud.ids.machine.of(machine)}`,
        message: undefined,
      });
    }
  }
  if (plan.units >= units) return;
  retryLater(cloud, group);
  for (const { error } of plan.refusals) {
    const message = `${error.message} Launching EC2 instance failed.`;
    tell(cloud, group, { status: 'Failed', description: 'Launching a new EC2 instance.  Status Reason: ' + message, message });
  }
}

function withGroupTags({ placement: { data } }: Candidate, { tags }: AutoScalingGroup): Candidate['placement']['data'] {
  const own = tags.filter(({ propagate }) => propagate).map(({ key, value }) => ({ key, value }));
  return { ...data, tags: { ...data.tags, instance: [...(data.tags['instance'] ?? []), ...own] } };
}

function cloudTags({ name }: AutoScalingGroup, { placement: { template } }: Candidate): readonly Tag[] {
  const groupTag = { key: 'aws:autoscaling:groupName', value: name };
  return template === undefined ? [groupTag] : [groupTag, ...templateTags(template)];
}

/** Protected members stay; otherwise the oldest go first. */
function shrink(cloud: Cloud, group: AutoScalingGroup): void {
  let excess = liveUnits(group) - group.desired;
  for (const [machine, { weight }] of group.members) {
    if (weight > excess) return;
    if (group.protectedMembers.has(machine)) continue;
    endMachine(cloud, machine, 'Client.UserInitiatedShutdown');
    excess -= weight;
  }
}
