import type { Machine } from '@hostwright/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aMachine,
  anAcquireRequest,
  anEndedRequest,
  aPendingMachine,
  aReason,
  aTemplate,
  ENDED_MS,
  START_MS,
} from '../testing/builders.js';
import { renderCreateRequest } from './create-request.js';

const gone = (goneAtMs: number, more: Partial<Machine> = {}): Partial<Machine> => ({
  status: { unified: 'terminated', raw: 'TERMINATED' },
  goneAtMs,
  ...more,
});

describe('status of a create request', () => {
  it('is running with no machines while nothing is known', () => {
    expect(renderCreateRequest(anAcquireRequest(), [], 'symphony')).toEqual({
      requestId: 'req-1',
      status: 'running',
      message: '',
      machines: [],
    });
  });

  it('is running until the engine ends the request, even when all its machines run or all have failed', () => {
    expect(renderCreateRequest(anAcquireRequest(), [aMachine()], 'symphony').status).toBe('running');
    expect(renderCreateRequest(anAcquireRequest(), [aMachine(gone(START_MS))], 'symphony').status).toBe('running');
    expect(renderCreateRequest(anAcquireRequest({ state: 'cancelling' }), [], 'symphony')).toMatchObject({
      status: 'running',
      message: 'The request is being cancelled.',
    });
  });

  it('says while it is being cancelled why nobody had to ask for that', () => {
    const reasons = [aReason({ reason: 'Cancelled', message: 'nobody asked for its status within 15 min' })];
    expect(renderCreateRequest(anAcquireRequest({ state: 'cancelling', reasons }), [], 'symphony').message).toBe(
      'The request is being cancelled: nobody asked for its status within 15 min.',
    );
  });

  it('is complete when everything asked for was delivered', () => {
    expect(renderCreateRequest(anEndedRequest(), [aMachine()], 'symphony')).toMatchObject({
      status: 'complete',
      message: '',
      machines: [{ machineId: 'm-1', result: 'succeed', status: 'running' }],
    });
  });

  it('is complete, and lists what was delivered, when failed machines were replaced', () => {
    const failed = aPendingMachine({ machineId: 'm-0', ...gone(START_MS) });
    const document = renderCreateRequest(anEndedRequest(), [failed, aMachine()], 'symphony');
    expect(document).toMatchObject({ status: 'complete', machines: [{ machineId: 'm-1', result: 'succeed' }] });
    expect(document.machines).toHaveLength(1);
  });

  it('is complete_with_error after a shortfall, and names the reason of every missing machine', () => {
    const request = anEndedRequest({
      outcome: 'partial',
      wantedUnits: 4,
      grantedUnits: 4,
      reasons: [
        aReason({ units: 1, code: 'InsufficientInstanceCapacity' }),
        aReason({ units: 1, code: 'InsufficientInstanceCapacity' }),
        aReason({ units: 1, reason: 'MachineLost', message: 'm-2 was never usable: kernel panic.' }),
      ],
    });
    const lost = aPendingMachine({ machineId: 'm-2', endReason: 'kernel panic', ...gone(START_MS) });
    const document = renderCreateRequest(request, [aMachine(), lost], 'symphony');
    expect(document.status).toBe('complete_with_error');
    expect(document.message).toBe(
      'Request partial: 1 of 4 delivered; 2 missing (Capacity, InsufficientInstanceCapacity): no capacity in zone-a; ' +
        '1 missing (MachineLost): m-2 was never usable: kernel panic.',
    );
    expect(document.machines).toMatchObject([
      { machineId: 'm-1', result: 'succeed', message: '' },
      { machineId: 'm-2', result: 'fail', status: 'terminated', message: 'kernel panic' },
    ]);
  });

  it.each(['failed', 'cancelled', 'rejected', 'partial'] as const)('is complete_with_error when the request ended %s', (outcome) => {
    expect(renderCreateRequest(anEndedRequest({ outcome, reasons: [aReason()] }), [], 'lsf')).toMatchObject({
      status: 'complete_with_error',
      message: expect.stringContaining('no capacity in zone-a'),
      machines: [],
    });
  });

  it('tells of at most ten different reasons, and counts the others', () => {
    const reasons = Array.from({ length: 12 }, (_, index) => aReason({ message: `reason ${index}` }));
    const { message } = renderCreateRequest(anEndedRequest({ outcome: 'failed', reasons }), [], 'lsf');
    expect(message).toContain('reason 9');
    expect(message).not.toContain('reason 10');
    expect(message).toContain('and 2 further reasons');
  });

  it('never tells of surplus machines and orphans', () => {
    const machines = [
      aMachine({ machineId: 'm-2', surplus: 'over-delivered' }),
      aMachine({ machineId: 'm-3', surplus: 'superseded' }),
      aMachine({ machineId: 'm-4', surplus: 'refilled' }),
      aMachine({ machineId: 'm-5', orphan: true }),
      aMachine(),
    ];
    for (const request of [anAcquireRequest(), anEndedRequest()]) {
      expect(renderCreateRequest(request, machines, 'symphony').machines.map((machine) => machine.machineId)).toEqual(['m-1']);
    }
  });

  it('fails machines that were not usable in time, or whose request was cancelled', () => {
    const machines = [aPendingMachine({ machineId: 'm-1', surplus: 'boot-timeout' }), aMachine({ machineId: 'm-2', surplus: 'cancelled' })];
    expect(renderCreateRequest(anEndedRequest({ outcome: 'cancelled' }), machines, 'symphony').machines).toMatchObject([
      { result: 'fail', message: 'it was not usable in time and is given back' },
      { result: 'fail', message: 'the request was cancelled' },
    ]);
  });
});

describe('the answer of an ended request', () => {
  /** What may become of a machine after its request has ended: it stops, is returned, dies, is reclaimed. */
  const later = fc.record(
    {
      status: fc
        .constantFrom<Machine['status']['unified']>('running', 'stopping', 'stopped', 'terminating', 'terminated', 'unknown')
        .map((unified) => ({ unified, raw: unified })),
      goneAtMs: fc.integer({ min: ENDED_MS + 1, max: ENDED_MS + 1e9 }),
      terminateOrderedAtMs: fc.integer({ min: ENDED_MS + 1, max: ENDED_MS + 1e9 }),
      returnRequestId: fc.constant('ret-9'),
      missedSweeps: fc.constant(2),
      reclaim: fc.constant({ reason: 'spot' as const, noticedAtMs: ENDED_MS + 1, deadlineAtMs: ENDED_MS + 2 }),
    },
    { requiredKeys: [] },
  );

  it.each(['symphony', 'lsf'] as const)(
    'never changes, whatever becomes of its machines (%s)',
    { tags: ['engine.requests.final-answer', 'contract'] },
    (dialect) => {
      const before = renderCreateRequest(anEndedRequest(), [aMachine()], dialect);
      fc.assert(
        fc.property(later, (changes) => {
          expect(renderCreateRequest(anEndedRequest({ polledAtMs: ENDED_MS + 1 }), [aMachine(changes)], dialect)).toEqual(before);
        }),
      );
    },
  );

  it('does not change when a machine of a superseded generation turns up', () => {
    const late = aMachine({ machineId: 'm-9', surplus: 'superseded', firstSeenAtMs: ENDED_MS + 1 });
    const before = renderCreateRequest(anEndedRequest(), [aMachine()], 'symphony');
    expect(renderCreateRequest(anEndedRequest(), [aMachine(), late], 'symphony')).toEqual(before);
  });

  it('counts a machine that was delivered and lost before the end as failed, and one that was given back as delivered', () => {
    const lost = aMachine(gone(ENDED_MS - 1));
    expect(renderCreateRequest(anEndedRequest({ outcome: 'failed' }), [lost], 'symphony')).toMatchObject({
      status: 'complete_with_error',
      machines: [{ result: 'fail' }],
    });
    const givenBack = aMachine(gone(ENDED_MS - 1, { returnRequestId: 'ret-1', terminateOrderedAtMs: ENDED_MS - 2 }));
    expect(renderCreateRequest(anEndedRequest(), [givenBack], 'symphony')).toMatchObject({
      status: 'complete',
      machines: [{ result: 'succeed' }],
    });
  });

  it('is complete_with_error when the store’s outcome and machines disagree', () => {
    expect(renderCreateRequest(anEndedRequest({ outcome: 'fulfilled' }), [aPendingMachine()], 'symphony').status).toBe(
      'complete_with_error',
    );
  });
});

describe('a machine of a create request', () => {
  const request = anEndedRequest({
    template: aTemplate({
      tags: [{ key: 'group', value: 'LSF2' }],
      attributes: [
        { name: 'ncores', type: 'Numeric', value: '4' },
        { name: 'nthreads', type: 'Numeric', value: '[1:2]' },
      ],
    }),
    tags: [{ key: 'RC_ACCOUNT', value: 'default' }],
  });
  const machine = aMachine({ market: 'spot', publicIp: '192.0.2.1' });
  const common = {
    machineId: 'm-1',
    name: 'host-1.example',
    result: 'succeed',
    status: 'running',
    privateIpAddress: '10.0.0.1',
    publicIpAddress: '192.0.2.1',
    launchtime: 1_734_619_942,
    message: '',
  };

  it('has Symphony’s keys for Symphony', () => {
    expect(renderCreateRequest(request, [machine], 'symphony').machines).toEqual([
      {
        ...common,
        priceType: 'spot',
        instanceType: 'mock.small',
        instanceTags: 'group=LSF2;RC_ACCOUNT=default',
        cloudHostId: null,
      },
    ]);
  });

  it('has LSF’s keys for LSF', () => {
    expect(renderCreateRequest(request, [machine], 'lsf').machines).toEqual([
      { ...common, rcAccount: 'default', lifeCycleType: 'Spot', ncores: 4 },
    ]);
  });

  it('has empty text, not null, for what is not known yet', () => {
    expect(renderCreateRequest(anAcquireRequest(), [aPendingMachine()], 'lsf').machines).toEqual([
      {
        machineId: 'm-1',
        name: '',
        result: 'executing',
        status: 'pending',
        privateIpAddress: '',
        publicIpAddress: '',
        launchtime: 1_734_619_942,
        message: '',
        lifeCycleType: 'OnDemand',
      },
    ]);
  });

  it.each([
    [{ ...gone(START_MS), endReason: 'Server.InternalError' }, 'Server.InternalError'],
    [{ status: { unified: 'stopped' as const, raw: 'STOPPED' } }, 'it stopped'],
    [gone(START_MS), 'it ended before it was usable'],
    [
      { ...gone(START_MS), reclaim: { reason: 'spot' as const, noticedAtMs: START_MS, deadlineAtMs: START_MS } },
      'the cloud takes it back (spot)',
    ],
  ])('says why it failed: %j', (changes, message) => {
    expect(renderCreateRequest(anAcquireRequest(), [aPendingMachine(changes)], 'lsf').machines[0]).toMatchObject({
      result: 'fail',
      message,
    });
  });
});
