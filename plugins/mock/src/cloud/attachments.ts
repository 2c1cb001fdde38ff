import { CloudError } from './errors.js';
import { findMachine } from './machine-store.js';
import type { Turn } from './turn.js';
import type { VolumeRow } from './volume-row.js';

/** What a machine can have beside the volume that it came with. */
const DEVICES = Array.from('bcdefghijklmnopqrstuvwxyz', (letter) => `/dev/mock-${letter}`);

/** Attaches a volume to a machine of its zone. Attached to it already is success. @throws {CloudError} when the two do not fit */
export function attachVolume(turn: Turn, volume: VolumeRow, machineId: string, device: string | undefined): void {
  if (volume.machine_id === machineId) return;
  const machine = findMachine(turn, machineId);
  if (volume.machine_id !== null) {
    throw new CloudError('VolumeInUse', `the volume ${volume.id} is attached to ${volume.machine_id}`, { ids: [volume.id] });
  }
  if (machine.zone !== volume.zone) {
    throw new CloudError(
      'InvalidParameterValue',
      `the volume ${volume.id} is in ${volume.zone}, the machine ${machineId} in ${machine.zone}`,
    );
  }
  if (volume.state !== 'available') throw new CloudError('IncorrectState', `the volume ${volume.id} is ${volume.state}`);
  if (machine.state !== 'running' && machine.state !== 'stopped') {
    throw new CloudError('IncorrectState', `the machine ${machineId} is ${machine.state}`);
  }
  turn.sql.run(`UPDATE volumes SET state = 'in-use', machine_id = :machineId, device = :device WHERE id = :id`, {
    id: volume.id,
    machineId,
    device: freeDevice(turn, machineId, device),
  });
}

function freeDevice(turn: Turn, machineId: string, wanted: string | undefined): string {
  const rows = turn.sql.all<{ device: string }>('SELECT device FROM volumes WHERE machine_id = :machineId', { machineId });
  const taken = new Set(rows.map((row) => row.device));
  const free = wanted ?? DEVICES.find((device) => !taken.has(device));
  if (free === undefined || taken.has(free)) {
    throw new CloudError('InvalidParameterValue', `the machine ${machineId} has no free device${wanted === undefined ? '' : ` ${wanted}`}`);
  }
  return free;
}

/** Takes a volume off the machine; attached to another one, it stays there. Answers whether it was attached to this one. */
export function detachVolume(turn: Turn, volume: VolumeRow, machineId: string): boolean {
  if (volume.machine_id !== machineId) return false;
  turn.sql.run(`UPDATE volumes SET state = 'available', machine_id = NULL, device = NULL WHERE id = :id`, { id: volume.id });
  return true;
}
