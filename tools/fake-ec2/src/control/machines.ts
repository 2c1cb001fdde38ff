import type { Cloud } from '../cloud/cloud.ts';
import { launchOf } from '../cloud/lifecycle.ts';
import { allVolumes } from '../cloud/volumes.ts';
import type { FakeInventory, FakeMachine } from './protocol.ts';

/** The machines as they are, whatever the API shows of them yet or still. */
export function readMachines(cloud: Cloud, liveOnly: boolean): readonly FakeMachine[] {
  const { machines, clock, ids, tagSets } = cloud;
  const nowMs = clock.now();
  const all = Array.from({ length: machines.count }, (_none, machine) => machine);
  return all
    .filter((machine) => !liveOnly || machines.isLive(machine))
    .map((machine): FakeMachine => {
      const { type, zone, market, clientToken } = launchOf(cloud, machine);
      return {
        id: ids.machine.of(machine),
        state: machines.trueState(machine, nowMs)?.name ?? 'terminated',
        type: type.name,
        zone,
        market,
        tags: Object.fromEntries(tagSets.get(machines.tagSet[machine] ?? 0).map(({ key, value }) => [key, value])),
        launchedAtMs: machines.launchedMs[machine] ?? 0,
        clientToken,
        reason: machines.reasonOf(machine)?.code,
      };
    });
}

export function inventory(cloud: Cloud): FakeInventory {
  const fleets = [...cloud.fleets.values()].filter(({ state, type }) => state === 'active' && type !== 'instant');
  return {
    machines: Array.from({ length: cloud.machines.count }, (_none, machine) => machine).filter((machine) => cloud.machines.isLive(machine))
      .length,
    volumes: allVolumes(cloud).length,
    launchTemplates: cloud.templates.size,
    fleets: fleets.filter(({ kind }) => kind === 'ec2').length,
    spotFleets: fleets.filter(({ kind }) => kind === 'spot').length,
    autoScalingGroups: cloud.groups.size,
  };
}
