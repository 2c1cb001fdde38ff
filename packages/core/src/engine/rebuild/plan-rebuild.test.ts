import { describe, expect, it } from 'vitest';
import type { IntentHeader } from '../../domain/intent.js';
import { tagsOfHeader, templateTag } from '../../provider/header.js';
import type { ObservedMachine } from '../../provider/machines.js';
import type { SweepCollection } from '../apply-sweep.js';
import { aMachine, anAcquire, anObserved, NOW_MS } from '../testing/builders.js';
import { planRebuild, type ConnectionFacts, type RebuildFacts } from './plan-rebuild.js';

const HEADER: IntentHeader = {
  deploymentId: 'd-1',
  incarnation: 'lost',
  requestId: 'req-7',
  intentId: 'int-7',
  sequence: 7,
  generation: 1,
};

function seen(machineId: string, header: Partial<IntentHeader> = {}, overrides: Partial<ObservedMachine> = {}): ObservedMachine {
  const whole = { ...HEADER, ...header };
  return anObserved({ machineId, header: whole, tags: [...tagsOfHeader(whole), templateTag('t')], ...overrides });
}

function aSweep(machines: readonly ObservedMachine[]): SweepCollection {
  return { machines, groups: [], companions: [], coveredShards: new Set(), outcome: 'complete', beganAtMs: NOW_MS };
}

function connection(machines: readonly ObservedMachine[], overrides: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    connection: 'c-1',
    state: undefined,
    sweep: aSweep(machines),
    providerNowMs: NOW_MS,
    known: [],
    open: [],
    requests: new Map(),
    intentIds: new Set(),
    ...overrides,
  };
}

function plan(connections: readonly ConnectionFacts[], overrides: Partial<RebuildFacts> = {}): ReturnType<typeof planRebuild> {
  return planRebuild({
    deployment: {
      deploymentId: 'd-1',
      incarnation: 'new',
      knownIncarnations: ['new'],
      endedLives: [],
      lastSequence: 3,
      createdAtMs: NOW_MS,
    },
    connections,
    templates: [anAcquire().template],
    nowMs: NOW_MS,
    incarnation: 'next',
    lostIncarnation: undefined,
    newRequestId: () => 'req-minted',
    ...overrides,
  });
}

describe('the plan of a rebuild', () => {
  it('remembers every life that was seen, and counts on above the highest number', () => {
    const { needed, life } = plan([connection([seen('m-1'), seen('m-2', { incarnation: 'older', intentId: 'int-2', sequence: 41 })])]);
    expect(needed).toBe(true);
    expect(life).toEqual({ incarnation: 'next', knownIncarnations: ['new', 'lost', 'older', 'next'], lastSequence: 41 });
  });

  it('makes the request that tags name, which wants what there is and can launch nothing', () => {
    const { requests, machines, intents } = plan([connection([seen('m-1'), seen('m-2')])]);
    expect(requests).toMatchObject([
      {
        requestId: 'req-7',
        state: 'ended',
        outcome: 'fulfilled',
        wantedUnits: 2,
        desiredUnits: 2,
        offers: [],
        template: { templateId: 't' },
      },
    ]);
    expect(machines.map((machine) => [machine.requestId, machine.templateId, machine.orphan])).toEqual([
      ['req-7', 't', false],
      ['req-7', 't', false],
    ]);
    expect(intents).toMatchObject([{ intentId: 'int-7', sequence: 7, state: 'settled', settlement: 'adopted', acceptedUnits: 2 }]);
  });

  it('leaves a machine that has not booted a request that waits for it', () => {
    const pending = { status: { unified: 'pending', raw: 'STARTING' } } as const;
    const { requests } = plan([connection([seen('m-1'), seen('m-2', {}, pending)])]);
    expect(requests).toMatchObject([{ state: 'open', outcome: undefined, wantedUnits: 2 }]);
  });

  it('counts one that is being ended for nothing', () => {
    const leaving = { status: { unified: 'terminating', raw: 'SHUTTING_DOWN' } } as const;
    const { requests } = plan([connection([seen('m-1'), seen('m-2', {}, leaving)])]);
    expect(requests).toMatchObject([{ state: 'ended', outcome: 'fulfilled', wantedUnits: 1, desiredUnits: 2 }]);
  });

  it('does not remember machines that have ended', () => {
    const ended = { status: { unified: 'terminated', raw: 'TERMINATED' } } as const;
    expect(plan([connection([seen('m-1', {}, ended)])])).toMatchObject({ needed: false, machines: [], requests: [] });
  });

  it('gives the second of two clouds whose tags name one request an id of its own', () => {
    const { machines, requests } = plan([connection([seen('m-1')]), connection([seen('m-1')], { connection: 'c-2' })]);
    expect(machines.map((machine) => [machine.connection, machine.requestId])).toEqual([
      ['c-1', 'req-7'],
      ['c-2', 'req-minted'],
    ]);
    expect(requests.map((request) => request.requestId)).toEqual(['req-7', 'req-minted']);
  });

  it('keeps what carries no template, or one that is not configured, under no template', () => {
    const bare = seen('m-1', {}, { tags: tagsOfHeader(HEADER) });
    expect(plan([connection([bare])]).requests).toMatchObject([{ template: { templateId: '', maxNumber: -1 } }]);
    expect(plan([connection([seen('m-1')])], { templates: [] }).requests).toMatchObject([{ template: { templateId: '' } }]);
  });

  it('finishes what a rebuild that was broken off has begun', () => {
    const stored = aMachine({ machineId: 'm-1', requestId: 'req-7', intentId: 'int-7', tags: seen('m-1').tags });
    const { machines, requests } = plan([connection([seen('m-1'), seen('m-2')], { known: [stored] })]);
    expect(machines.map((machine) => machine.machineId)).toEqual(['m-2']);
    expect(requests).toMatchObject([{ requestId: 'req-7', wantedUnits: 2 }]);
  });

  it('changes nothing on a connection whose every launch is known', () => {
    const known = aMachine({ machineId: 'm-1' });
    const own = seen('m-1', { incarnation: 'new', sequence: 2 });
    const copy = seen('m-2', { incarnation: 'new', sequence: 2 });
    const open = [{ request: anAcquire(), launches: [] }];
    expect(plan([connection([own, copy], { known: [known], open })])).toMatchObject({ needed: false, machines: [], frozen: [] });
  });

  it('freezes an open request that has machines, and lets one without any go on', () => {
    const asked = anAcquire({ requestId: 'req-9' });
    const served = anAcquire({ requestId: 'req-7' });
    const open = [
      { request: asked, launches: [] },
      { request: served, launches: [] },
    ];
    const requests = new Map([['req-7', served]]);
    const { frozen } = plan([connection([seen('m-1'), seen('m-2')], { open, requests })]);
    expect(frozen).toEqual([{ requestId: 'req-7', connection: 'c-1', desiredUnits: 2, intentIds: [] }]);
  });
});
