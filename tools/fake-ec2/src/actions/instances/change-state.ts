import type { Cloud } from '../../cloud/cloud.ts';
import { endMachine, launchOf, startMachine, stopMachine } from '../../cloud/lifecycle.ts';
import { quotaRoom } from '../../cloud/launch.ts';
import type { ShownState } from '../../cloud/machines.ts';
import { ApiError, invalidParameter, missingParameter } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { machinesById } from './select.ts';

/** Source: EC2 API reference, TerminateInstances: up to 1000 ids. */
const MAX_IDS = 1000;

/**
 * Ends machines, again if they ended already. An unknown id fails all. A protected machine fails those of its zone: those of other zones
 * end, and the call is refused all the same. Source: EC2 API reference, TerminateInstances.
 */
export function terminateInstances(cloud: Cloud, params: Params): XmlObject {
  const machines = namedMachines(cloud, params);
  const protectedOnes = machines.filter((machine) => cloud.machines.protected[machine] === 1 && cloud.machines.isLive(machine));
  const heldZones = new Set(protectedOnes.map((machine) => launchOf(cloud, machine).zone));
  const answer = changing(cloud, machines, (machine) => {
    if (!heldZones.has(launchOf(cloud, machine).zone)) endMachine(cloud, machine, 'Client.UserInitiatedShutdown');
  });
  const [first] = protectedOnes;
  if (first !== undefined) {
    throw new ApiError(
      'OperationNotPermitted',
      `The instance '${cloud.ids.machine.of(first)}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    );
  }
  return answer;
}

export function stopInstances(cloud: Cloud, params: Params): XmlObject {
  const machines = namedMachines(cloud, params);
  for (const machine of machines) {
    checkState(cloud, machine, ['pending', 'running', 'stopping', 'stopped'], 'stopped');
    const { market, data } = launchOf(cloud, machine);
    if (market === 'spot' && data.spot?.type !== 'persistent') {
      throw new ApiError(
        'UnsupportedOperation',
        `You can't stop the Spot Instance '${cloud.ids.machine.of(machine)}' because it is associated with a one-time Spot Instance request.`,
      );
    }
  }
  return changing(cloud, machines, (machine) => stopMachine(cloud, machine));
}

/** A stopped machine keeps its place in the pool: only quotas can refuse. */
export function startInstances(cloud: Cloud, params: Params): XmlObject {
  const machines = namedMachines(cloud, params);
  for (const machine of machines) checkState(cloud, machine, ['stopped', 'pending', 'running'], 'started');
  const stopped = machines.filter((machine) => cloud.machines.state(machine, cloud.clock.now())?.name === 'stopped');
  stopped.forEach((machine, before) => {
    const launch = launchOf(cloud, machine);
    const { count, refusal } = quotaRoom(cloud, launch, { machines: before, vcpus: before * launch.type.vcpus });
    if (count < 1) throw refusal;
  });
  return changing(cloud, machines, (machine) => startMachine(cloud, machine));
}

/** Nothing of the machine changes. */
export function rebootInstances(cloud: Cloud, params: Params): XmlObject {
  namedMachines(cloud, params);
  return { return: true };
}

function namedMachines(cloud: Cloud, params: Params): readonly number[] {
  const ids = params.texts('InstanceId');
  if (ids.length === 0) throw missingParameter('InstanceId');
  if (ids.length > MAX_IDS) throw invalidParameter(`A call names at most ${MAX_IDS} instances, this one ${ids.length}`);
  return machinesById(cloud, ids);
}

function checkState(cloud: Cloud, machine: number, allowed: readonly ShownState['name'][], wish: string): void {
  const state = cloud.machines.state(machine, cloud.clock.now())?.name;
  if (state !== undefined && allowed.includes(state)) return;
  throw new ApiError(
    'IncorrectInstanceState',
    `The instance '${cloud.ids.machine.of(machine)}' is not in a state from which it can be ${wish}.`,
  );
}

function changing(cloud: Cloud, machines: readonly number[], change: (machine: number) => void): XmlObject {
  const previous = machines.map((machine) => shownState(cloud, machine));
  const orders = machines.map((machine) => cloud.machines.order[machine]);
  machines.forEach(change);
  return {
    instancesSet: machines.map((machine, index) => {
      const changed = cloud.machines.order[machine] !== orders[index];
      const current = changed ? cloud.machines.changingState(machine) : shownState(cloud, machine);
      return { instanceId: cloud.ids.machine.of(machine), currentState: stateXml(current), previousState: stateXml(previous[index]) };
    }),
  };
}

function shownState(cloud: Cloud, machine: number): ShownState | undefined {
  return cloud.machines.state(machine, cloud.clock.now());
}

function stateXml(state: ShownState | undefined): XmlObject {
  return { code: state?.code, name: state?.name };
}
