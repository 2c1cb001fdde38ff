import type { Cloud } from '../cloud.ts';
import { endMachine, launchOf } from '../lifecycle.ts';
import { liveMachines, type Fleet } from './fleet.ts';
import { fulfilFleet, fulfilLater } from './fulfil.ts';

/** Hears of the fleet's ended machines, and replaces them where the fleet maintains its target. */
export function fleetOwner(cloud: Cloud, fleet: () => Fleet): Fleet['owner'] {
  return {
    ended(_machine, { market, weight }) {
      const own = fleet();
      own.live[market] -= weight;
      if (own.type === 'maintain') fulfilLater(cloud, own, cloud.settings.refillMs);
    },
  };
}

/** Sets new targets: more is launched, what is too much ends unless the fleet keeps it. */
export function retarget(cloud: Cloud, fleet: Fleet, target: Fleet['target']): void {
  fleet.target = target;
  if (fleet.excessTerminates) endExcess(cloud, fleet);
  fulfilFleet(cloud, fleet);
}

/** The fleet launches no more; its machines end with it or run on. */
export function deleteFleet(cloud: Cloud, fleet: Fleet, terminate: boolean): void {
  fleet.state = terminate ? 'deleted_terminating' : 'deleted_running';
  if (!terminate) return;
  for (const machine of liveMachines(cloud, fleet)) endMachine(cloud, machine, 'Client.UserInitiatedShutdown');
}

/** The newest go first. */
function endExcess(cloud: Cloud, fleet: Fleet): void {
  for (const machine of liveMachines(cloud, fleet).toReversed()) {
    const { market, weight } = launchOf(cloud, machine);
    if (fleet.live[market] - weight >= fleet.target[market]) endMachine(cloud, machine, 'Client.UserInitiatedShutdown');
  }
}
