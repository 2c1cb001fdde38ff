import { StoreError } from '@hostwright/core/ports';
import { describe, expect, it } from 'vitest';
import { aMachine, START_MS } from '../testing/builders.js';
import { createTestCalls } from '../testing/test-calls.js';

const reclaimed = aMachine({ reclaim: { reason: 'spot', noticedAtMs: START_MS, deadlineAtMs: START_MS + 120_000 } });
const all = { machines: [{ name: 'host-1.example', machineId: 'm-1' }] };
const NOBODY = { status: 'complete', message: 'No machine is to be returned.', requests: [] };

describe('getReturnRequests', () => {
  it('answers nobody when nothing is to be returned', async () => {
    for (const dialect of ['symphony', 'lsf'] as const) {
      const { call, factory, waits } = createTestCalls(dialect);
      factory.put(aMachine());
      expect(await call('getReturnRequests', all)).toEqual({ exitCode: 0, document: NOBODY });
      expect(waits).toEqual([0]);
    }
  });

  it('wakes nobody while nothing lives', async () => {
    const { call, factory, waits } = createTestCalls('symphony');
    expect(await call('getReturnRequests', all)).toEqual({ exitCode: 0, document: NOBODY });
    factory.put(aMachine({ goneAtMs: START_MS, returnRequestId: 'ret-1' }));
    expect(await call('getReturnRequests', all)).toEqual({ exitCode: 0, document: NOBODY });
    expect(waits).toEqual([]);
  });

  it('wakes somebody for a group that is left although nothing lives', async () => {
    const { call, factory, waits } = createTestCalls('symphony');
    factory.groupLeft = true;
    expect(await call('getReturnRequests', {})).toEqual({ exitCode: 0, document: NOBODY });
    expect(waits).toEqual([0]);
  });

  it(
    'reports a machine that the cloud takes back, with the whole seconds that are left of its grace',
    { tags: ['engine.reclaim', 'contract'] },
    async () => {
      const { call, factory, clock } = createTestCalls('symphony');
      factory.put(reclaimed);
      clock.advance(20_100);
      expect((await call('getReturnRequests', all)).document).toEqual({
        status: 'complete',
        message: '1 to be returned.',
        requests: [{ machine: 'host-1.example', machineId: 'm-1', gracePeriod: 99 }],
      });
    },
  );

  it('never answers less than no grace', async () => {
    const { call, factory, clock } = createTestCalls('symphony');
    factory.put(reclaimed);
    clock.advance(500_000);
    factory.sweptAtMs.set('mock-1', clock.now());
    expect((await call('getReturnRequests', all)).document).toMatchObject({ requests: [{ gracePeriod: 0 }] });
  });

  it('reports a machine that vanished, with no grace', async () => {
    const { call, factory, clock } = createTestCalls('lsf');
    factory.put(aMachine({ goneAtMs: clock.now() }));
    expect((await call('getReturnRequests', all)).document).toMatchObject({ requests: [{ machineId: 'm-1', gracePeriod: 0 }] });
  });

  it('reports only on the machines that it was asked about, and on all when it was asked about none', async () => {
    const { call, factory } = createTestCalls('symphony');
    factory.put(reclaimed);
    factory.put({ ...reclaimed, machineId: 'm-2', name: 'host-2.example' });
    const idsOf = async (input: unknown): Promise<readonly string[]> => {
      const { requests } = (await call('getReturnRequests', input)).document as { requests: readonly { machineId: string }[] };
      return requests.map((entry) => entry.machineId);
    };
    expect(await idsOf({ machines: [{ machineId: 'm-2' }] })).toEqual(['m-2']);
    expect(await idsOf({ machines: { name: 'host-1.example' } })).toEqual(['m-1']);
    expect(await idsOf({ machines: ['host-2.example'] })).toEqual(['m-2']);
    expect(await idsOf({ machines: [{ machineId: 'm-9' }] })).toEqual([]);
    expect(await idsOf({})).toEqual(['m-1', 'm-2']);
    expect(await idsOf({ machines: [] })).toEqual(['m-1', 'm-2']);
    expect(await idsOf({ machines: [{}] })).toEqual([]);
  });

  it('calls a machine by the name that Host Factory gave', async () => {
    const { call, factory } = createTestCalls('symphony');
    factory.put(reclaimed);
    expect((await call('getReturnRequests', { machines: [{ machineId: 'm-1', name: 'HOST-1' }] })).document).toMatchObject({
      requests: [{ machine: 'HOST-1' }],
    });
    factory.change('m-1', { name: '' });
    expect((await call('getReturnRequests', { machines: [{ machineId: 'm-1' }] })).document).toMatchObject({
      requests: [{ machine: 'm-1' }],
    });
  });
});

describe('getReturnRequests without a recent complete listing', { tags: ['hf.return-requests', 'contract'] }, () => {
  it('reports nobody, after four seconds', { tags: ['fault.row-16', 'fault.row-27'] }, async () => {
    const { call, factory, clock, waits } = createTestCalls('symphony');
    factory.put(reclaimed);
    clock.advance(61_000);
    const startMs = clock.now();
    expect((await call('getReturnRequests', all)).document).toEqual({
      ...NOBODY,
      message: 'No machine is to be returned. Nothing is said of mock-1: there is no complete listing of less than a minute ago.',
    });
    expect(waits).toEqual([4_000]);
    expect(clock.now() - startMs).toBe(4_000);
  });

  it('reports as soon as a listing has come', async () => {
    const { call, factory, clock, agent } = createTestCalls('symphony');
    factory.put(reclaimed);
    clock.advance(61_000);
    agent.push({ afterMs: 1_000, work: () => void factory.sweptAtMs.set('mock-1', clock.now()) });
    const startMs = clock.now();
    expect((await call('getReturnRequests', all)).document).toMatchObject({ requests: [{ machineId: 'm-1', gracePeriod: 58 }] });
    expect(clock.now() - startMs).toBe(1_000);
  });

  it('reports the machines of the other connections', async () => {
    const { call, factory, clock } = createTestCalls('symphony');
    factory.put(reclaimed);
    factory.put({ ...reclaimed, connection: 'mock-2', machineId: 'm-2', name: 'host-2.example' });
    factory.sweptAtMs.set('mock-2', undefined);
    clock.advance(1_000);
    expect((await call('getReturnRequests', { machines: [{ machineId: 'm-1' }, { machineId: 'm-2' }] })).document).toMatchObject({
      message: expect.stringContaining('Nothing is said of mock-2'),
      requests: [{ machineId: 'm-1' }],
    });
  });

  it('does not wait for a connection that holds no machine in question', async () => {
    const { call, factory, waits } = createTestCalls('symphony');
    factory.put(reclaimed);
    factory.sweptAtMs.set('mock-2', undefined);
    factory.put(aMachine({ connection: 'mock-2', machineId: 'm-3', goneAtMs: START_MS, returnRequestId: 'ret-1' }));
    await call('getReturnRequests', all);
    await call('getReturnRequests', {});
    expect(waits).toEqual([0, 0]);
  });

  it('waits for it when Host Factory still lists a machine of it, even a dead one', async () => {
    const { call, factory, waits, agent, clock } = createTestCalls('symphony');
    factory.put(aMachine({ goneAtMs: START_MS }));
    factory.sweptAtMs.set('mock-1', undefined);
    agent.push({ afterMs: 100, work: () => void factory.sweptAtMs.set('mock-1', clock.now()) });
    expect((await call('getReturnRequests', all)).document).toMatchObject({ requests: [{ machineId: 'm-1', gracePeriod: 0 }] });
    expect(waits).toEqual([4_000]);
  });

  it('waits for it when Host Factory lists a machine by name alone: nobody knows whose that is', async () => {
    const { call, factory, waits } = createTestCalls('symphony');
    factory.sweptAtMs.set('mock-2', undefined);
    await call('getReturnRequests', { machines: [{ machineId: 'm-1' }, { name: 'host-7' }] });
    expect(waits).toEqual([4_000]);
  });

  it('asks the store nothing when no entry of the list can be used', async () => {
    const { call, factory } = createTestCalls('symphony');
    factory.readError = new StoreError('busy', 'locked for two seconds');
    expect(await call('getReturnRequests', { machines: [{}] })).toEqual({ exitCode: 0, document: NOBODY });
  });

  it('fails, and reports nobody, when the store cannot be read', async () => {
    const { call, factory } = createTestCalls('symphony');
    factory.readError = new StoreError('busy', 'locked for two seconds');
    expect(await call('getReturnRequests', all)).toEqual({
      exitCode: 1,
      document: { message: 'getReturnRequests: locked for two seconds' },
    });
  });
});
