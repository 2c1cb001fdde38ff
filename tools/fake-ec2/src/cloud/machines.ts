import type { FakeEc2Settings } from '../control/protocol.ts';
import { NO_TAGS } from './tag-sets.ts';

/** Why a machine ended or stopped. Source: EC2 API reference, StateReason. */
export const REASONS = [
  undefined,
  { code: 'Client.UserInitiatedShutdown', message: 'Client.UserInitiatedShutdown: User initiated shutdown', transition: 'User initiated' },
  {
    code: 'Server.SpotInstanceTermination',
    message: 'Server.SpotInstanceTermination: Spot instance termination',
    transition: 'Server.SpotInstanceTermination',
  },
  { code: 'Server.InternalError', message: 'Server.InternalError: Internal error on launch', transition: 'Server.InternalError' },
  { code: 'Client.InstanceInitiatedShutdown', message: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown', transition: '' },
  {
    code: 'Client.VolumeLimitExceeded',
    message: 'Client.VolumeLimitExceeded: Volume limit exceeded',
    transition: 'Client.VolumeLimitExceeded',
  },
] as const;

export type ReasonCode =
  | 'Client.UserInitiatedShutdown'
  | 'Server.SpotInstanceTermination'
  | 'Server.InternalError'
  | 'Client.InstanceInitiatedShutdown'
  | 'Client.VolumeLimitExceeded';

/** What was last ordered; the state that is shown follows from it and the clock. */
export const UP = 0;
export const STOPPING = 1;
export const ENDING = 2;

export interface ShownState {
  readonly code: number;
  readonly name: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
}

const PENDING: ShownState = { code: 0, name: 'pending' };
const RUNNING: ShownState = { code: 16, name: 'running' };
const SHUTTING_DOWN: ShownState = { code: 32, name: 'shutting-down' };
const TERMINATED: ShownState = { code: 48, name: 'terminated' };
const STOPPING_STATE: ShownState = { code: 64, name: 'stopping' };
const STOPPED: ShownState = { code: 80, name: 'stopped' };

type Times = Pick<FakeEc2Settings, 'staleMs' | 'pendingMs' | 'shuttingDownMs' | 'terminatedVisibleMs'>;

/**
 * All machines of one account and region in columns: 48 bytes each, so that a hundred thousand are a few megabytes. A machine is known
 * by its number; what it shares with others of one launch stands there once.
 */
export class Machines {
  count = 0;
  launch = new Uint32Array(0);
  tagSet = new Uint32Array(0);
  order = new Uint8Array(0);
  reason = new Uint8Array(0);
  protected = new Uint8Array(0);
  launchedMs = new Float64Array(0);
  orderedMs = new Float64Array(0);
  visibleMs = new Float64Array(0);
  /** When its spot market takes it; 0 for a machine that is not marked. */
  markedMs = new Float64Array(0);
  #times: () => Times;

  constructor(times: () => Times) {
    this.#times = times;
  }

  add(launch: number, nowMs: number, visibleMs: number, tagSet = NO_TAGS): number {
    const machine = this.count++;
    if (machine >= this.launch.length) this.#grow();
    this.launch[machine] = launch;
    this.tagSet[machine] = tagSet;
    this.launchedMs[machine] = nowMs;
    this.orderedMs[machine] = nowMs;
    this.visibleMs[machine] = visibleMs;
    return machine;
  }

  /** Undefined once it is shown no more. */
  state(machine: number, nowMs: number): ShownState | undefined {
    const isStale = this.order[machine] !== UP && nowMs - (this.orderedMs[machine] ?? 0) < this.#times().staleMs;
    return isStale ? RUNNING : this.trueState(machine, nowMs);
  }

  /** What it is, also while listings are stale. */
  trueState(machine: number, nowMs: number): ShownState | undefined {
    const age = nowMs - (this.orderedMs[machine] ?? 0);
    const { pendingMs, shuttingDownMs, terminatedVisibleMs } = this.#times();
    if (this.order[machine] === UP) return age < pendingMs ? PENDING : RUNNING;
    if (this.order[machine] === STOPPING) return age < shuttingDownMs ? STOPPING_STATE : STOPPED;
    if (age < shuttingDownMs) return SHUTTING_DOWN;
    return age < shuttingDownMs + terminatedVisibleMs ? TERMINATED : undefined;
  }

  /** What a call that has just changed the machine answers: the change, never yet its end. */
  changingState(machine: number): ShownState {
    if (this.order[machine] === UP) return PENDING;
    return this.order[machine] === STOPPING ? STOPPING_STATE : SHUTTING_DOWN;
  }

  isLive(machine: number): boolean {
    return this.order[machine] !== ENDING;
  }

  /** Changes what is ordered of a machine; the shown state follows by the clock. */
  setOrder(machine: number, order: number, reason: ReasonCode | undefined, nowMs: number): void {
    this.order[machine] = order;
    this.orderedMs[machine] = nowMs;
    this.reason[machine] = REASONS.findIndex((entry) => entry?.code === reason);
  }

  reasonOf(machine: number): (typeof REASONS)[number] {
    return REASONS[this.reason[machine] ?? 0];
  }

  #grow(): void {
    const length = Math.max(1024, this.launch.length * 2);
    this.launch = grown(new Uint32Array(length), this.launch);
    this.tagSet = grown(new Uint32Array(length), this.tagSet);
    this.order = grown(new Uint8Array(length), this.order);
    this.reason = grown(new Uint8Array(length), this.reason);
    this.protected = grown(new Uint8Array(length), this.protected);
    this.launchedMs = grown(new Float64Array(length), this.launchedMs);
    this.orderedMs = grown(new Float64Array(length), this.orderedMs);
    this.visibleMs = grown(new Float64Array(length), this.visibleMs);
    this.markedMs = grown(new Float64Array(length), this.markedMs);
  }
}

function grown<T extends Uint8Array | Uint32Array | Float64Array>(larger: T, column: T): T {
  larger.set(column);
  return larger;
}
