import type { MachineState, ObservedGroup } from '@hostwright/core/provider';
import type { CloudGroup } from '../../cloud/groups.js';
import type { MachineWord } from '../../cloud/machine-row.js';

/** The cloud's words for machines in the contract's. Source: the table "Machine states" of this package's README. */
export const MACHINE_STATES: Readonly<Record<MachineWord, MachineState>> = {
  pending: 'pending',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  'shutting-down': 'terminating',
  terminated: 'terminated',
};

/** The cloud's words for groups in the contract's. Source: the table "Group states" of this package's README. */
export const GROUP_STATES: Readonly<Record<CloudGroup['state'], ObservedGroup['state']['unified']>> = {
  active: 'active',
  deleting: 'deleting',
  deleted: 'deleted',
};
