import { StoreError } from '@hostwright/core/ports';
import { describe, expect, it } from 'vitest';
import { aMachine, START_MS } from '../testing/builders.js';
import { createTestCalls } from '../testing/test-calls.js';

const machine = { name: 'host-1.example', machineId: 'm-1' };
const gone = { goneAtMs: START_MS, status: { unified: 'terminated', raw: 'TERMINATED' } } as const;

describe('requestReturnMachines', { tags: ['hf.return', 'contract'] }, () => {
  it('answers the id of the committed request, and wakes the agent', async () => {
    for (const dialect of ['symphony', 'lsf'] as const) {
      const { call, factory, waits } = createTestCalls(dialect);
      factory.put(aMachine());
      const document = { message: 'Return request accepted.', requestId: 'ret-1' };
      expect(await call('requestReturnMachines', { machines: [machine] })).toEqual({
        exitCode: 0,
        document: dialect === 'lsf' ? { status: 'running', ...document } : document,
      });
      expect(waits).toEqual([0]);
    }
  });

  it('answers Symphony an id also when nothing is alive', async () => {
    const { call, factory } = createTestCalls('symphony');
    factory.put(aMachine(gone));
    expect(await call('requestReturnMachines', { machines: [machine] })).toEqual({
      exitCode: 0,
      document: { message: 'No active machine.', requestId: 'ret-1' },
    });
    expect(await call('requestReturnMachines', { machines: [] }, 'call-2')).toMatchObject({
      exitCode: 0,
      document: { requestId: 'ret-2' },
    });
  });

  it('answers LSF that it is complete, and no id, when nothing is alive', async () => {
    const { call, factory } = createTestCalls('lsf');
    factory.put(aMachine(gone));
    for (const machines of [[machine], []]) {
      expect(await call('requestReturnMachines', { machines }, `call-${machines.length}`)).toEqual({
        exitCode: 0,
        document: { status: 'complete', message: 'No active machine.' },
      });
    }
  });

  it('answers LSF an id when one of several is alive, or not known', async () => {
    const { call, factory } = createTestCalls('lsf');
    factory.put(aMachine(gone));
    factory.put(aMachine({ machineId: 'm-2', name: 'host-2' }));
    expect(await call('requestReturnMachines', { machines: [machine, { machineId: 'm-2' }] }, 'call-1')).toMatchObject({
      document: { status: 'running', requestId: 'ret-1' },
    });
    expect(await call('requestReturnMachines', { machines: [{ machineId: 'm-unknown' }] }, 'call-2')).toMatchObject({
      document: { status: 'running', requestId: 'ret-2' },
    });
  });

  it('returns the others when entries name nothing, and says which ones those were', async () => {
    const { call, factory } = createTestCalls('symphony');
    factory.put(aMachine());
    expect(await call('requestReturnMachines', { machines: [{}, machine, { name: '' }] })).toMatchObject({
      exitCode: 0,
      document: {
        requestId: 'ret-1',
        message: 'Return request accepted. Passed over, with neither machineId nor name: $.machines[0], $.machines[2].',
      },
    });
  });

  it('is one request for one call id', async () => {
    const { call, factory } = createTestCalls('symphony');
    factory.put(aMachine());
    const first = await call('requestReturnMachines', { machines: [machine] }, 'call-a');
    expect(await call('requestReturnMachines', { machines: [machine] }, 'call-a')).toEqual(first);
    expect(factory.stored.size).toBe(1);
  });

  it('finds LSF’s machines again whose ids began with a slash', async () => {
    const { call, factory } = createTestCalls('lsf');
    factory.put(aMachine({ machineId: '/subscriptions/s/vm-1', name: 'vm-1' }));
    await call('requestReturnMachines', { machines: [{ machineId: '_subscriptions/s/vm-1' }] });
    expect(factory.stored.get('ret-1')).toMatchObject({ targets: [{ machineId: '/subscriptions/s/vm-1', connection: 'mock-1' }] });
  });

  it('repeats the machines only where that is switched on', async () => {
    const machines = [machine, { name: 'host-2' }];
    for (const dialect of ['symphony', 'lsf'] as const) {
      const { call } = createTestCalls(dialect, { echoReturnedMachines: true });
      expect((await call('requestReturnMachines', { machines })).document).toMatchObject({ machines });
      expect((await createTestCalls(dialect).call('requestReturnMachines', { machines })).document).not.toHaveProperty('machines');
    }
  });

  it('fails when nothing could be committed', async () => {
    const { call, factory } = createTestCalls('symphony');
    factory.writeError = new StoreError('read-only', '/work is read-only');
    expect(await call('requestReturnMachines', { machines: [machine] })).toEqual({
      exitCode: 1,
      document: { message: 'requestReturnMachines: /work is read-only' },
    });
  });
});
