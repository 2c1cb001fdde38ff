import { headerOfTags, type MachineState, type ObservedMachine } from '@hostwright/core/provider';
import type { CloudMachine, CloudState } from '../cloud-api.js';
import { MACHINE_KIND } from '../capabilities.js';

/** The cloud's words in ours. Source: the page of your cloud that lists the states of machines. */
const STATES: Readonly<Record<CloudState, MachineState>> = {
  PROVISIONING: 'pending',
  UP: 'running',
  DELETING: 'terminating',
  DELETED: 'terminated',
};

/** A machine in the contract's words, the cloud's own word for its state beside ours. */
export function observe(machine: CloudMachine): ObservedMachine {
  return {
    machineId: machine.id,
    kind: MACHINE_KIND,
    header: headerOfTags(machine.tags),
    // A word that the table does not know, as after an update of the cloud, is no reason to fail.
    status: { unified: STATES[machine.state] ?? 'unknown', raw: machine.state },
    name: machine.host,
    shard: machine.zone,
    zone: machine.zone,
    machineType: machine.type,
    market: 'on-demand',
    units: 1,
    privateIp: machine.privateIp,
    publicIp: undefined,
    createdAtMs: machine.createdAtMs,
    tags: machine.tags,
    groupRef: undefined,
    reclaim: undefined,
    endReason: machine.reason,
  };
}
