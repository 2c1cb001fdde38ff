import type {
  AcquireRequest,
  Attempt,
  ConnectionState,
  DomainEvent,
  Group,
  Intent,
  Machine,
  ReturnRequest,
  ReturnTarget,
} from '@hostwright/core/ports';

/** Records with every field set to something plain; a test states what matters to it. */

export function acquireRequest(fields: Partial<AcquireRequest> = {}): AcquireRequest {
  const requestId = fields.requestId ?? 'req-1';
  return {
    kind: 'acquire',
    requestId,
    callId: `call-of-${requestId}`,
    state: 'open',
    outcome: undefined,
    reasons: [],
    createdAtMs: 1_000,
    endedAtMs: undefined,
    polledAtMs: undefined,
    version: 1,
    connection: 'main',
    template: {
      templateId: 'small',
      connection: 'main',
      maxNumber: 10,
      priority: 0,
      attributes: [],
      tags: [],
      userData: undefined,
      options: {},
    },
    tags: [],
    wantedUnits: 3,
    grantedUnits: 3,
    desiredUnits: 3,
    offers: undefined,
    nextOffer: 0,
    deadlineAtMs: 9_000,
    pollWithinMs: undefined,
    ...fields,
  };
}

export function returnRequest(fields: Partial<ReturnRequest> = {}): ReturnRequest {
  const requestId = fields.requestId ?? 'ret-1';
  return {
    kind: 'return',
    requestId,
    callId: `call-of-${requestId}`,
    state: 'open',
    outcome: undefined,
    reasons: [],
    createdAtMs: 1_000,
    endedAtMs: undefined,
    polledAtMs: undefined,
    version: 1,
    targets: [returnTarget()],
    ...fields,
  };
}

export function returnTarget(fields: Partial<ReturnTarget> = {}): ReturnTarget {
  return { position: 0, machineId: 'i-1', name: 'host-1', connection: 'main', absentFrom: [], state: 'pending', message: '', ...fields };
}

export function intent(fields: Partial<Intent> = {}): Intent {
  return {
    intentId: 'int-1',
    sequence: 1,
    connection: 'main',
    requestId: 'req-1',
    operation: 'launch',
    generation: 1,
    token: 'token-1',
    state: 'preparing',
    units: 3,
    offerIndex: 0,
    document: undefined,
    machineIds: [],
    target: undefined,
    answeredParts: [],
    pendingUnits: 0,
    acceptedUnits: 0,
    shortfall: [],
    firstSentAtMs: undefined,
    lastNotAfterMs: undefined,
    quietSweeps: 0,
    retryAtMs: undefined,
    tries: 0,
    settlement: undefined,
    createdAtMs: 1_000,
    settledAtMs: undefined,
    ...fields,
  };
}

/** An intent that was answered in full. */
export function settledIntent(settledAtMs: number, fields: Partial<Intent> = {}): Intent {
  return intent({ state: 'settled', settlement: 'answered', settledAtMs, ...fields });
}

export function attempt(fields: Partial<Attempt> = {}): Attempt {
  return {
    attemptId: 'att-1',
    intentId: 'int-1',
    part: 0,
    epoch: 1,
    sentAtMs: 1_000,
    notAfterMs: 2_000,
    state: 'sending',
    errorClass: undefined,
    code: undefined,
    message: undefined,
    ...fields,
  };
}

export function machine(fields: Partial<Machine> = {}): Machine {
  return {
    machineId: 'i-1',
    connection: 'main',
    requestId: 'req-1',
    intentId: 'int-1',
    generation: 1,
    templateId: 'small',
    kind: 'machine',
    name: 'host-1',
    status: { unified: 'running', raw: 'UP' },
    shard: 'zone-a',
    zone: 'zone-a',
    machineType: 'm1',
    market: 'on-demand',
    units: 1,
    privateIp: undefined,
    publicIp: undefined,
    tags: [],
    groupRef: undefined,
    createdAtMs: 1_000,
    firstSeenAtMs: 1_000,
    deliveredAtMs: undefined,
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
    ...fields,
  };
}

export function group(fields: Partial<Group> = {}): Group {
  return {
    ref: 'fleet-1',
    connection: 'main',
    kind: 'fleet',
    intentId: 'int-1',
    requestId: 'req-1',
    state: 'active',
    createdAtMs: 1_000,
    missedSweeps: 0,
    ...fields,
  };
}

export function connectionState(fields: Partial<ConnectionState> = {}): ConnectionState {
  return {
    connection: 'main',
    provider: 'mock',
    holder: undefined,
    epoch: 0,
    leaseUntilMs: 0,
    identity: undefined,
    providerTimeMs: undefined,
    lastSweep: undefined,
    lastCompleteSweep: undefined,
    sweeps: 0,
    breaker: { failures: 0, openUntilMs: undefined, lastErrorClass: undefined, lastMessage: undefined },
    halt: undefined,
    vanishHeldSinceMs: undefined,
    vanishHeldMachines: 0,
    orphans: 0,
    otherDeployments: [],
    wakeups: 0,
    ...fields,
  };
}

export function event(requestId: string): DomainEvent {
  return { type: 'RequestCancelled', requestId, by: 'caller' };
}
