import type { ConnectionState, Machine, Template } from '@hostwright/core';
import { START_MS } from './virtual-clock.js';

export function aTemplate(overrides: Partial<Template> = {}): Template {
  return {
    templateId: 'small',
    connection: 'mock-1',
    maxNumber: -1,
    priority: 0,
    attributes: [
      { name: 'ncpus', type: 'Numeric', value: '2' },
      { name: 'nram', type: 'Numeric', value: '4096' },
    ],
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
    kind: 'machine',
    name: `host-${overrides.machineId ?? 'm-1'}`,
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
    deliveredAtMs: START_MS,
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

/** A connection that nobody has worked on yet. */
export function aConnection(overrides: Partial<ConnectionState> = {}): ConnectionState {
  return {
    connection: 'mock-1',
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
    ...overrides,
  };
}
