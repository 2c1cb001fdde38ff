import type { ConnectionState } from '../../domain/connection.js';
import type { Attempt, Intent } from '../../domain/intent.js';
import type { Machine } from '../../domain/machine.js';
import type { AcquireRequest } from '../../domain/request.js';
import type { Store, WriteTransaction } from '../../ports/store.js';
import type { ObservedMachine } from '../../provider/machines.js';

/** When the tests' clocks start. */
export const NOW_MS = 1_700_000_000_000;

export function anAcquire(overrides: Partial<AcquireRequest> = {}): AcquireRequest {
  return {
    kind: 'acquire',
    requestId: 'req-1',
    callId: 'call-1',
    state: 'open',
    outcome: undefined,
    reasons: [],
    createdAtMs: NOW_MS,
    endedAtMs: undefined,
    polledAtMs: undefined,
    version: 1,
    connection: 'c-1',
    template: {
      templateId: 't',
      connection: 'c-1',
      maxNumber: 10,
      priority: 0,
      attributes: [],
      tags: [],
      userData: undefined,
      options: {},
    },
    tags: [],
    wantedUnits: 2,
    grantedUnits: 2,
    desiredUnits: 2,
    offers: undefined,
    nextOffer: 0,
    deadlineAtMs: NOW_MS + 30 * 60_000,
    pollWithinMs: undefined,
    ...overrides,
  };
}

/** A launch that was answered with all that it asked for. */
export function anIntent(overrides: Partial<Intent> = {}): Intent {
  return {
    intentId: 'int-1',
    sequence: 1,
    connection: 'c-1',
    requestId: 'req-1',
    operation: 'launch',
    generation: 1,
    token: 'int-1',
    state: 'settled',
    units: 2,
    offerIndex: 0,
    document: { version: 1, document: '{}', parts: 1 },
    machineIds: [],
    target: undefined,
    answeredParts: [0],
    pendingUnits: 0,
    acceptedUnits: 2,
    shortfall: [],
    firstSentAtMs: NOW_MS,
    lastNotAfterMs: NOW_MS + 10_000,
    quietSweeps: 0,
    retryAtMs: undefined,
    tries: 1,
    settlement: 'answered',
    createdAtMs: NOW_MS,
    settledAtMs: NOW_MS,
    ...overrides,
  };
}

export function anAttempt(overrides: Partial<Attempt> = {}): Attempt {
  return {
    attemptId: 'att-1',
    intentId: 'int-1',
    part: 0,
    epoch: 1,
    sentAtMs: NOW_MS,
    notAfterMs: NOW_MS + 10_000,
    state: 'answered',
    errorClass: undefined,
    code: undefined,
    message: undefined,
    ...overrides,
  };
}

/** A machine that was delivered and runs. */
export function aMachine(overrides: Partial<Machine> = {}): Machine {
  return {
    machineId: 'm-1',
    connection: 'c-1',
    requestId: 'req-1',
    intentId: 'int-1',
    generation: 1,
    templateId: 't',
    kind: 'machine',
    name: 'host-1',
    status: { unified: 'running', raw: 'RUNNING' },
    shard: 'a',
    zone: 'a',
    machineType: 'small',
    market: 'on-demand',
    units: 1,
    privateIp: '10.0.0.1',
    publicIp: undefined,
    tags: [],
    groupRef: undefined,
    createdAtMs: NOW_MS,
    firstSeenAtMs: NOW_MS,
    deliveredAtMs: NOW_MS,
    missedSweeps: 0,
    inspectedAbsent: false,
    surplus: undefined,
    returnRequestId: undefined,
    terminateOrderedAtMs: undefined,
    terminateFailure: undefined,
    reclaim: undefined,
    goneAtMs: undefined,
    endReason: undefined,
    orphan: false,
    version: 1,
    ...overrides,
  };
}

/** A machine that the cloud accepted and nobody was given yet. */
export function aPending(overrides: Partial<Machine> = {}): Machine {
  return aMachine({
    status: { unified: 'pending', raw: 'STARTING' },
    name: '',
    privateIp: undefined,
    deliveredAtMs: undefined,
    ...overrides,
  });
}

/** A running machine as the cloud shows it. */
export function anObserved(overrides: Partial<ObservedMachine> = {}): ObservedMachine {
  return {
    machineId: 'm-1',
    kind: 'machine',
    header: { deploymentId: 'd', incarnation: 'i', requestId: 'req-1', intentId: 'int-1', sequence: 1, generation: 1 },
    status: { unified: 'running', raw: 'RUNNING' },
    name: 'host-1',
    shard: 'a',
    zone: 'a',
    machineType: 'small',
    market: 'on-demand',
    units: 1,
    privateIp: '10.0.0.1',
    publicIp: undefined,
    createdAtMs: NOW_MS,
    tags: [],
    groupRef: undefined,
    reclaim: undefined,
    endReason: undefined,
    ...overrides,
  };
}

/** The part of a store that leases use, in memory. */
export class ConnectionStore implements Pick<Store, 'read' | 'write' | 'now'> {
  state: ConnectionState | undefined;
  events = 0;
  nowMs = NOW_MS;

  async now(): Promise<number> {
    return this.nowMs;
  }

  async read<Result>(body: (tx: WriteTransaction) => Promise<Result>): Promise<Result> {
    return body(this.#transaction());
  }

  async write<Result>(body: (tx: WriteTransaction) => Promise<Result>): Promise<Result> {
    return body(this.#transaction());
  }

  #transaction(): WriteTransaction {
    const used: Pick<WriteTransaction, 'connection' | 'saveConnection' | 'appendEvents'> = {
      connection: async () => this.state,
      saveConnection: async (state) => void (this.state = state),
      appendEvents: async (_atMs, events) => void (this.events += events.length),
    };
    return used as WriteTransaction;
  }
}
