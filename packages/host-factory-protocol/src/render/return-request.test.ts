import { describe, expect, it } from 'vitest';
import { aMachine, aReason, aReturnRequest, aTarget, ENDED_MS, START_MS } from '../testing/builders.js';
import { renderReturnRequest } from './return-request.js';

const gone = { status: { unified: 'terminated', raw: 'TERMINATED' }, goneAtMs: START_MS } as const;
const ended = { state: 'ended', outcome: 'fulfilled', endedAtMs: ENDED_MS } as const;

describe('status of a return request', () => {
  it('is running until the engine ends it, even when every machine is gone', () => {
    const request = aReturnRequest({ targets: [aTarget({ state: 'done' })] });
    expect(renderReturnRequest(request, [aMachine(gone)], 'symphony')).toMatchObject({
      status: 'running',
      machines: [{ result: 'succeed', status: 'terminated' }],
    });
  });

  it('is complete when all machines are gone', () => {
    const request = aReturnRequest({ ...ended, targets: [aTarget({ state: 'done' })] });
    expect(renderReturnRequest(request, [aMachine(gone)], 'symphony')).toEqual({
      requestId: 'ret-1',
      status: 'complete',
      message: '',
      machines: [
        {
          machineId: 'm-1',
          name: 'host-1.example',
          result: 'succeed',
          status: 'terminated',
          privateIpAddress: '10.0.0.1',
          publicIpAddress: '',
          launchtime: 1_734_619_942,
          message: '',
        },
      ],
    });
  });

  it('tells of a machine once, however often and by whatever it was given', () => {
    const target = aTarget({ state: 'done' });
    const targets = [target, { ...target, position: 1 }, { ...target, position: 2, name: '' }, aTarget({ position: 3, machineId: 'm-2' })];
    const { machines } = renderReturnRequest(aReturnRequest({ ...ended, targets }), [aMachine(gone)], 'lsf');
    expect(machines.map(({ machineId }) => machineId)).toEqual(['m-1', 'm-2']);
  });

  it('is complete_with_error when an entry failed, and names it with its reason', () => {
    const request = aReturnRequest({
      ...ended,
      outcome: 'partial',
      targets: [
        aTarget({ state: 'done' }),
        aTarget({
          position: 1,
          machineId: undefined,
          name: 'twin',
          connection: undefined,
          state: 'failed',
          message: 'two machines bear this name',
        }),
      ],
    });
    expect(renderReturnRequest(request, [aMachine(gone)], 'symphony')).toMatchObject({
      status: 'complete_with_error',
      message: '1 of 2 machines could not be returned (twin: two machines bear this name).',
      machines: [
        { result: 'succeed' },
        { machineId: '', name: 'twin', result: 'fail', launchtime: 0, message: 'two machines bear this name' },
      ],
    });
  });

  it('is complete_with_error when the whole request was refused, or its entries belie its outcome', () => {
    const refused = aReturnRequest({
      ...ended,
      outcome: 'rejected',
      targets: [],
      reasons: [aReason({ reason: 'Rejected', message: 'not now' })],
    });
    expect(renderReturnRequest(refused, [], 'symphony')).toMatchObject({
      status: 'complete_with_error',
      message: '1 missing (Rejected): not now',
    });
    const belied = aReturnRequest({ ...ended, targets: [aTarget({ state: 'failed', message: 'forbidden' })] });
    expect(renderReturnRequest(belied, [], 'symphony').status).toBe('complete_with_error');
  });

  it('lists every machine that was given in the order given, also those that nobody knows', () => {
    const request = aReturnRequest({
      targets: [
        aTarget({ position: 2, machineId: 'm-3', name: '', connection: undefined }),
        aTarget({ position: 0, machineId: 'm-9', name: 'unknown.example', connection: undefined }),
        aTarget({ position: 1 }),
      ],
    });
    const { machines } = renderReturnRequest(request, [aMachine({ machineId: 'm-3', name: 'host-3' }), aMachine()], 'lsf');
    expect(machines).toMatchObject([
      { machineId: 'm-9', name: 'unknown.example', result: 'executing', status: 'unknown', launchtime: 0 },
      { machineId: 'm-1', result: 'executing', status: 'running' },
      { machineId: 'm-3', name: 'host-3', result: 'executing' },
    ]);
  });

  it('tells machines of different connections with the same id apart', () => {
    const request = aReturnRequest({ targets: [aTarget({ connection: 'mock-2' })] });
    const machines = [aMachine({ privateIp: '10.0.0.1' }), aMachine({ connection: 'mock-2', privateIp: '10.0.0.2' })];
    expect(renderReturnRequest(request, machines, 'lsf').machines[0]?.privateIpAddress).toBe('10.0.0.2');
  });

  it.each(['symphony', 'lsf'] as const)('does not change after its end with a machine that could not be returned (%s)', (dialect) => {
    const request = aReturnRequest({ ...ended, outcome: 'failed', targets: [aTarget({ state: 'failed', message: 'forbidden' })] });
    const before = renderReturnRequest(request, [aMachine()], dialect);
    expect(renderReturnRequest(request, [aMachine(gone)], dialect)).toEqual(before);
  });
});
