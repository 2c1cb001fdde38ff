import { headerOfTags, type ObservedCompanion, type ObservedGroup, type ObservedMachine } from '@hostwright/core/provider';
import type { CloudGroup } from '../../cloud/groups.js';
import type { CloudMachine } from '../../cloud/machine-row.js';
import type { CloudVolume } from '../../cloud/volume-row.js';
import { GROUP_KINDS, MACHINE_KIND, VOLUME_KIND } from '../capabilities.js';
import { GROUP_STATES, MACHINE_STATES } from './states.js';

/** A machine in the contract's words. */
export function observeMachine(machine: CloudMachine): ObservedMachine {
  return {
    machineId: machine.id,
    kind: MACHINE_KIND,
    header: headerOfTags(machine.tags),
    status: { unified: MACHINE_STATES[machine.state], raw: machine.state },
    name: machine.name,
    shard: machine.zone,
    zone: machine.zone,
    machineType: machine.type,
    market: machine.market,
    units: machine.units,
    privateIp: machine.privateIp,
    publicIp: machine.publicIp,
    createdAtMs: machine.createdAtMs,
    tags: machine.tags,
    groupRef: machine.groupId,
    reclaim: machine.reclaim,
    endReason: machine.endReason,
  };
}

/** A group in the contract's words. */
export function observeGroup(group: CloudGroup, region: string): ObservedGroup {
  return {
    groupRef: group.id,
    kind: GROUP_KINDS[group.kind],
    header: headerOfTags(group.tags),
    shard: region,
    state: { unified: GROUP_STATES[group.state], raw: group.state },
    createdAtMs: group.createdAtMs,
    targetUnits: group.targetMachines === undefined ? undefined : group.targetMachines * group.unitsPerMachine,
  };
}

/** A volume that came with a machine, in the contract's words. */
export function observeCompanion(volume: CloudVolume): ObservedCompanion {
  return {
    companionId: volume.id,
    kind: VOLUME_KIND,
    header: headerOfTags(volume.tags),
    shard: volume.zone,
    createdAtMs: volume.createdAtMs,
    machineId: volume.machineId,
  };
}
