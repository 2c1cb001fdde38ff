import type { AcquireRequest, Machine, MissingReason, ReturnRequest, ReturnTarget, Template } from '@hostwright/core';

/** When the tests' clocks start: 2024-12-19T14:52:22Z. */
export const START_MS = 1_734_619_942_000;

export function aTemplate(overrides: Partial<Template> = {}): Template {
  return {
    templateId: 'small',
    connection: 'mock-1',
    maxNumber: 10,
    priority: 0,
    attributes: [],
    tags: [],
    userData: undefined,
    options: {},
    ...overrides,
  };
}

/** A machine that was delivered and runs. */
export function aMachine(overrides: Partial<Machine> = {}): Machine {
  return {
    machineId: 'm-1',
    connection: 'mock-1',
    requestId: 'req-1',
    intentId: 'int-1',
    generation: 1,
    templateId: 'small',
    kind: 'vm',
    name: 'host-1.example',
    status: { unified: 'running', raw: 'RUNNING' },
    shard: 'zone-a',
    zone: 'zone-a',
    machineType: 'mock.small',
    market: 'on-demand',
    units: 1,
    privateIp: '10.0.0.1',
    publicIp: undefined,
    tags: [],
    groupRef: undefined,
    createdAtMs: START_MS,
    firstSeenAtMs: START_MS,
    deliveredAtMs: START_MS + 1_000,
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
export function aPendingMachine(overrides: Partial<Machine> = {}): Machine {
  return aMachine({
    name: '',
    privateIp: undefined,
    status: { unified: 'pending', raw: 'STAGING' },
    deliveredAtMs: undefined,
    ...overrides,
  });
}

/** An open request for one machine. */
export function anAcquireRequest(overrides: Partial<AcquireRequest> = {}): AcquireRequest {
  return {
    kind: 'acquire',
    requestId: 'req-1',
    callId: 'call-1',
    state: 'open',
    outcome: undefined,
    reasons: [],
    createdAtMs: START_MS,
    endedAtMs: undefined,
    polledAtMs: undefined,
    version: 1,
    connection: 'mock-1',
    template: aTemplate(),
    tags: [],
    wantedUnits: 1,
    grantedUnits: 1,
    desiredUnits: 1,
    offers: undefined,
    nextOffer: 0,
    deadlineAtMs: START_MS + 30 * 60_000,
    pollWithinMs: 15 * 60_000,
    ...overrides,
  };
}

/** When {@link anEndedRequest} ended. */
export const ENDED_MS = START_MS + 60_000;

export function anEndedRequest(overrides: Partial<AcquireRequest> = {}): AcquireRequest {
  return anAcquireRequest({ state: 'ended', outcome: 'fulfilled', endedAtMs: ENDED_MS, ...overrides });
}

export function aReason(overrides: Partial<MissingReason> = {}): MissingReason {
  return { units: 1, reason: 'Capacity', code: undefined, message: 'no capacity in zone-a', ...overrides };
}

export function aTarget(overrides: Partial<ReturnTarget> = {}): ReturnTarget {
  return {
    position: 0,
    machineId: 'm-1',
    name: 'host-1.example',
    connection: 'mock-1',
    absentFrom: [],
    state: 'pending',
    message: '',
    ...overrides,
  };
}

/** An open return request of one machine. */
export function aReturnRequest(overrides: Partial<ReturnRequest> = {}): ReturnRequest {
  return {
    kind: 'return',
    requestId: 'ret-1',
    callId: 'call-2',
    state: 'open',
    outcome: undefined,
    reasons: [],
    createdAtMs: START_MS,
    endedAtMs: undefined,
    polledAtMs: undefined,
    version: 1,
    targets: [aTarget()],
    ...overrides,
  };
}
