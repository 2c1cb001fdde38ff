import type { Cloud } from './cloud.ts';
import { countLive, type Launch } from './launch.ts';
import { ENDING, STOPPING, UP, type ReasonCode } from './machines.ts';

export function launchOf(cloud: Cloud, machine: number): Launch {
  const launch = cloud.launches[cloud.machines.launch[machine] ?? -1];
  if (launch === undefined) throw new Error(`machine ${machine} has no launch`);
  return launch;
}

/** Ends a machine: gives back its place and tells its owner. Nothing for one that ends already. */
export function endMachine(cloud: Cloud, machine: number, reason: ReasonCode): void {
  const { machines } = cloud;
  if (!machines.isLive(machine)) return;
  const launch = launchOf(cloud, machine);
  const wasUp = machines.order[machine] === UP;
  machines.setOrder(machine, ENDING, reason, cloud.clock.now());
  cloud.pools.giveBack({ type: launch.type.name, zone: launch.zone, market: launch.market }, 1);
  if (wasUp) countLive(cloud, launch, -1);
  launch.owner?.ended(machine, launch);
}

/** Stopped machines keep their place, and count for no quota. */
export function stopMachine(cloud: Cloud, machine: number): void {
  if (cloud.machines.order[machine] !== UP) return;
  cloud.machines.setOrder(machine, STOPPING, 'Client.UserInitiatedShutdown', cloud.clock.now());
  countLive(cloud, launchOf(cloud, machine), -1);
}

export function startMachine(cloud: Cloud, machine: number): void {
  if (cloud.machines.order[machine] !== STOPPING) return;
  const nowMs = cloud.clock.now();
  cloud.machines.setOrder(machine, UP, undefined, nowMs);
  cloud.machines.launchedMs[machine] = nowMs;
  countLive(cloud, launchOf(cloud, machine), 1);
}

/** Marks a spot machine: the cloud ends it after the notice. Source: EC2 user guide, "Spot Instance interruption notices". */
export function interruptMachine(cloud: Cloud, machine: number, noticeMs = cloud.settings.spotNoticeMs): void {
  const { machines, clock, agenda } = cloud;
  if (!machines.isLive(machine) || launchOf(cloud, machine).market !== 'spot') return;
  const endMs = clock.now() + noticeMs;
  machines.markedMs[machine] = endMs;
  agenda.at(endMs, () => endMachine(cloud, machine, 'Server.SpotInstanceTermination'));
}
