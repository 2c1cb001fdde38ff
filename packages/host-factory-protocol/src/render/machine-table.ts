import type { Machine, MachineState } from '@hostwright/core';
import type { MachineResult } from './documents.js';

/** A machine as the decision table looks at it: the cloud's state, told apart further where the answer depends on more. */
export type TableState =
  | 'pending'
  /** Runs, but has no final name or private address yet. */
  | 'running-unready'
  | 'running'
  /** The cloud announced that it takes the spot machine back, and nobody was given it yet. */
  | 'interrupted'
  | 'stopping'
  | 'stopped'
  | 'terminating'
  | 'terminated'
  /** Not there any more, by the engine's verdict. */
  | 'gone'
  | 'unknown';

/** The result of a machine in the request that made it, and in the request that gives it back. */
export interface TableRow {
  readonly create: MachineResult;
  readonly return: MachineResult;
}

/**
 * What Host Factory is told of a machine, by request kind. It is consulted while a request is open, and for entries of a return whose
 * end the engine has not established.
 *
 * Create: `succeed` hands a host over, and nothing takes it back while it runs. Host Factory enrols a host as soon as it sees it succeed;
 * told `fail` later, it would forget a host that goes on running and never give it back. An announced reclaim of a host that was handed
 * over is therefore told by getReturnRequests alone; only one that nobody was given yet fails (`interrupted`).
 * Return: nothing short of the machine's end completes it. A machine whose end was ordered may still show as running for a while, and a
 * stopped one still holds its disks and can be started again, so that both go on `executing`; `fail` comes from the engine alone.
 */
export const MACHINE_TABLE: Readonly<{ [State in TableState]: TableRow }> = {
  pending: { create: 'executing', return: 'executing' },
  'running-unready': { create: 'executing', return: 'executing' },
  running: { create: 'succeed', return: 'executing' },
  interrupted: { create: 'fail', return: 'executing' },
  stopping: { create: 'executing', return: 'executing' },
  stopped: { create: 'fail', return: 'executing' },
  terminating: { create: 'executing', return: 'executing' },
  terminated: { create: 'fail', return: 'succeed' },
  gone: { create: 'fail', return: 'succeed' },
  // A word that the plugin does not know says nothing: neither given nor lost.
  unknown: { create: 'executing', return: 'executing' },
};

const STATES: Readonly<{ [State in MachineState]: TableState }> = {
  pending: 'pending',
  running: 'running-unready',
  stopping: 'stopping',
  stopped: 'stopped',
  terminating: 'terminating',
  terminated: 'terminated',
  unknown: 'unknown',
};

/** The row of {@link MACHINE_TABLE} that a machine is in. */
export function tableStateOf(machine: Machine): TableState {
  if (machine.goneAtMs !== undefined) return machine.status.unified === 'terminated' ? 'terminated' : 'gone';
  const state = STATES[machine.status.unified];
  if (state !== 'pending' && state !== 'running-unready') return state;
  if (machine.deliveredAtMs === undefined && machine.reclaim?.reason === 'spot') return 'interrupted';
  if (state === 'pending') return 'pending';
  return machine.name !== '' && machine.privateIp !== undefined ? 'running' : 'running-unready';
}

/** Words for what a machine does. */
export const STATUS_WORDS = {
  /** All that Symphony documents; a state without a word is left out. Source: getRequestStatus of its provider plug-in specification. */
  symphony: {
    running: 'running',
    stopping: 'stopping',
    stopped: 'stopped',
    terminating: 'shutting-down',
    terminated: 'terminated',
  },
  /** LSF takes any word. */
  lsf: {
    pending: 'pending',
    running: 'running',
    stopping: 'stopping',
    stopped: 'stopped',
    terminating: 'shutting-down',
    terminated: 'terminated',
    unknown: 'unknown',
  },
} as const satisfies { readonly [Dialect in 'symphony' | 'lsf']: { readonly [State in MachineState]?: string } };
