import type { MachineWord } from '../cloud/machine-row.js';

/** A machine as it really is, whatever the cloud tells its callers. */
export interface MachineView {
  readonly id: string;
  readonly state: MachineWord;
  readonly tags: Readonly<Record<string, string>>;
  readonly name: string;
  readonly type: string;
  readonly zone: string;
  readonly market: 'on-demand' | 'spot';
  readonly units: number;
  readonly account: string;
  readonly region: string;
  readonly groupId: string | undefined;
  readonly clientToken: string | undefined;
  readonly imageId: string;
  readonly userData: string | undefined;
  readonly privateIp: string;
  readonly createdAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly endReason: string | undefined;
}

/** A group as it really is. */
export interface GroupView {
  readonly id: string;
  readonly kind: 'fleet' | 'refilling';
  readonly state: 'active' | 'deleting' | 'deleted';
  readonly tags: Readonly<Record<string, string>>;
  readonly targetMachines: number | undefined;
}

/** A volume as it really is. */
export interface VolumeView {
  readonly id: string;
  readonly state: 'creating' | 'available' | 'in-use' | 'deleted';
  readonly tags: Readonly<Record<string, string>>;
  readonly zone: string;
  readonly sizeGib: number;
  readonly machineId: string | undefined;
}

/** A call as the cloud logged it. */
export interface CallView {
  readonly atMs: number;
  readonly action: string;
  readonly account: string;
  readonly region: string;
  readonly token: string | undefined;
  /** `ok`, the code it was refused with, or what the network did: `refused`, `reset`, `held`, `late`. */
  readonly outcome: string;
  readonly effect: 'created' | 'replayed' | 'changed' | 'deleted' | undefined;
  /** Objects created, changed or deleted. */
  readonly count: number;
}

/** A fault that waits or worked. */
export interface FaultView {
  readonly id: string;
  readonly kind: string;
  /** Calls that it looked at. */
  readonly matched: number;
  /** Calls that it hit. */
  readonly fired: number;
}
