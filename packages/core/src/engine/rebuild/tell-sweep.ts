import { HEADER_KEYS } from '../../provider/header.js';
import type { ObservedMachine } from '../../provider/machines.js';
import type { SweepCollection } from '../apply-sweep.js';
import type { ConnectionFacts } from './plan-rebuild.js';
import type { OtherDeployment, RebuiltConnection } from './rebuild-api.js';

/** What a sweep shows of one connection, for people; nothing adopted yet. */
export function tellSweep(facts: ConnectionFacts, deploymentId: string, wasOld: boolean): RebuiltConnection {
  const { connection, sweep, known } = facts;
  const seen = new Set(sweep.machines.filter(isAlive).map((machine) => machine.machineId));
  const live = known.filter((machine) => machine.goneAtMs === undefined);
  return {
    connection,
    leftOut: false,
    wasOld,
    knownMachines: live.filter((machine) => seen.has(machine.machineId)).length,
    adopted: [],
    missingMachines: live.filter((machine) => !seen.has(machine.machineId)).length,
    unreadableMachines: sweep.machines.filter((machine) => isUnreadable(machine, deploymentId)).map((machine) => machine.machineId),
    idleGroups: idleGroups(facts, deploymentId),
    otherDeployments: otherDeployments(sweep, deploymentId),
  };
}

/** A connection that was to be left out. */
export function tellLeftOut(connection: string): RebuiltConnection {
  return {
    connection,
    leftOut: true,
    wasOld: false,
    knownMachines: 0,
    adopted: [],
    missingMachines: 0,
    unreadableMachines: [],
    idleGroups: [],
    otherDeployments: [],
  };
}

function isAlive(machine: ObservedMachine): boolean {
  return machine.status.unified !== 'terminated';
}

function isUnreadable(machine: ObservedMachine, deploymentId: string): boolean {
  if (machine.header !== undefined || !isAlive(machine)) return false;
  return machine.tags.some((tag) => tag.key === HEADER_KEYS.deploymentId && tag.value === deploymentId);
}

function idleGroups({ sweep, intentIds }: ConnectionFacts, deploymentId: string): readonly string[] {
  const used = new Set(sweep.machines.filter(isAlive).map((machine) => machine.header?.intentId));
  return sweep.groups
    .filter(({ header, state }) => {
      if (header?.deploymentId !== deploymentId || state.unified === 'deleted') return false;
      return !used.has(header.intentId) && !intentIds.has(header.intentId);
    })
    .map((group) => group.groupRef);
}

function otherDeployments(sweep: SweepCollection, deploymentId: string): readonly OtherDeployment[] {
  const ids = sweep.machines.filter(isAlive).flatMap((machine) => machine.header?.deploymentId ?? []);
  const foreign = Map.groupBy(
    ids.filter((id) => id !== deploymentId),
    (id) => id,
  );
  return [...foreign].map(([id, machines]) => ({ deploymentId: id, machines: machines.length })).toSorted(byId);
}

function byId(a: OtherDeployment, b: OtherDeployment): number {
  return a.deploymentId < b.deploymentId ? -1 : 1;
}
