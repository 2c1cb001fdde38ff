import { StoreError } from '@hostwright/core/ports';
import { describe, expect, it } from 'vitest';
import { aMachine, aReason, START_MS } from '../testing/builders.js';
import { createTestCalls, onlyRequest } from '../testing/test-calls.js';

const request = { template: { templateId: 'small', machineCount: 2 } };
const status = (requestId: string): object => ({ requests: [{ requestId }] });

describe('getRequestStatus', () => {
  it('follows a request from nothing to machines running, and answers the same for ever after', async () => {
    const { call, factory, clock } = createTestCalls('symphony');
    await call('requestMachines', request);
    expect((await call('getRequestStatus', status('req-1'))).document).toEqual({
      requests: [{ requestId: 'req-1', status: 'running', message: '', machines: [] }],
    });
    factory.give('req-1', [{ machineId: 'm-1' }, { machineId: 'm-2', name: '', deliveredAtMs: undefined }]);
    expect(onlyRequest(await call('getRequestStatus', status('req-1')))).toMatchObject({
      status: 'running',
      machines: [{ result: 'succeed' }, { result: 'executing' }],
    });
    factory.change('m-2', { name: 'host-2', deliveredAtMs: clock.now() });
    clock.advance(1_000);
    factory.end('req-1', 'fulfilled');
    const final = await call('getRequestStatus', status('req-1'));
    expect(onlyRequest(final)).toMatchObject({ status: 'complete', machines: [{ result: 'succeed' }, { result: 'succeed' }] });
    clock.advance(60_000);
    factory.change('m-1', { goneAtMs: clock.now(), status: { unified: 'terminated', raw: 'TERMINATED' } });
    expect(await call('getRequestStatus', status('req-1'))).toEqual(final);
  });

  it('follows a return from running to gone', async () => {
    const { call, factory } = createTestCalls('lsf');
    factory.put(aMachine());
    await call('requestReturnMachines', { machines: [{ machineId: 'm-1' }] });
    expect(onlyRequest(await call('getRequestStatus', status('ret-1')))).toMatchObject({
      status: 'running',
      machines: [{ machineId: 'm-1', result: 'executing', status: 'running' }],
    });
    factory.change('m-1', { goneAtMs: START_MS + 1, status: { unified: 'terminated', raw: 'TERMINATED' } });
    factory.end('ret-1', 'fulfilled');
    expect(onlyRequest(await call('getRequestStatus', status('ret-1')))).toMatchObject({
      status: 'complete',
      machines: [{ machineId: 'm-1', result: 'succeed', status: 'terminated' }],
    });
  });

  it('keeps running while the cloud is lost: what is not known is not over', async () => {
    const { call, factory, clock } = createTestCalls('symphony');
    await call('requestMachines', request);
    factory.give('req-1', [{ machineId: 'm-1' }]);
    factory.sweptAtMs.set('mock-1', undefined);
    clock.advance(3_600_000);
    expect(onlyRequest(await call('getRequestStatus', status('req-1')))).toMatchObject({
      status: 'running',
      machines: [{ result: 'succeed' }],
    });
  });

  it('names the reason of every missing machine at the end', async () => {
    const { call, factory } = createTestCalls('lsf');
    await call('requestMachines', request);
    factory.end('req-1', 'failed', [aReason({ units: 2, code: 'ZONE_EXHAUSTED' })]);
    expect(onlyRequest(await call('getRequestStatus', status('req-1')))).toEqual({
      requestId: 'req-1',
      status: 'complete_with_error',
      message: 'Request failed: 0 of 2 delivered; 2 missing (Capacity, ZONE_EXHAUSTED): no capacity in zone-a.',
      machines: [],
    });
  });

  it('answers every id as often as it is given, in the order given', async () => {
    const { call } = createTestCalls('symphony');
    await call('requestMachines', request, 'call-1');
    await call('requestMachines', request, 'call-2');
    const ids = ['req-2', 'req-9', 'req-1', 'req-2'];
    const { document } = await call('getRequestStatus', { requests: ids.map((requestId) => ({ requestId })) });
    expect(document).toMatchObject({ requests: ids.map((requestId) => ({ requestId })) });
  });

  it('notes who asked, before it answers', async () => {
    const { call, factory } = createTestCalls('symphony');
    await call('requestMachines', request);
    await call('getRequestStatus', { requests: ['req-1', 'req-1'] });
    expect(factory.polled).toEqual(['req-1']);
  });

  it('answers also when it cannot note who asked', async () => {
    const warnings: string[] = [];
    const logger = { warn: (_fields: unknown, message: string) => void warnings.push(message), error: () => undefined };
    const { call, factory } = createTestCalls('symphony', { logger });
    await call('requestMachines', request);
    factory.writeError = new StoreError('full', 'no space left');
    expect(onlyRequest(await call('getRequestStatus', status('req-1'))).status).toBe('running');
    expect(warnings).toEqual(['poll could not be noted']);
  });

  it('wakes the agent while something is open, and lets it sleep when nothing is', async () => {
    const { call, factory, waits } = createTestCalls('symphony');
    await call('requestMachines', request);
    waits.length = 0;
    await call('getRequestStatus', status('req-1'));
    expect(waits).toEqual([0]);
    factory.end('req-1', 'failed');
    await call('getRequestStatus', status('req-1'));
    expect(waits).toEqual([0]);
  });

  it('answers an empty list for an empty list', async () => {
    expect((await createTestCalls('symphony').call('getRequestStatus', { requests: [] })).document).toEqual({ requests: [] });
    expect((await createTestCalls('lsf').call('getRequestStatus', { requests: [] })).document).toEqual({
      status: 'complete',
      message: '',
      requests: [],
    });
  });
});

describe('a request that the store does not know', () => {
  it('is over when the store is sound', async () => {
    const { call, waits } = createTestCalls('symphony');
    expect(onlyRequest(await call('getRequestStatus', status('req-9')))).toMatchObject({ status: 'complete_with_error', machines: [] });
    expect(waits).toEqual([]);
  });

  it('goes on running when the store cannot be read', async () => {
    const { call, factory } = createTestCalls('lsf');
    factory.readError = new StoreError('corrupt', '/work/hostwright.db is not a database');
    expect(onlyRequest(await call('getRequestStatus', status('req-9')))).toEqual({
      requestId: 'req-9',
      status: 'running',
      message: 'The store cannot be read: /work/hostwright.db is not a database',
      machines: [],
    });
  });

  it('goes on running when the store is older than the cloud', async () => {
    const { call, factory, waits } = createTestCalls('symphony');
    factory.halts.set('mock-1', { kind: 'store-is-old', message: 'an unknown life' });
    expect(onlyRequest(await call('getRequestStatus', status('req-9')))).toMatchObject({
      status: 'running',
      message: expect.stringContaining('older than the cloud of mock-1'),
    });
    factory.sweptAtMs.set('mock-2', undefined);
    expect(onlyRequest(await call('getRequestStatus', status('req-9'))).status).toBe('running');
    expect(waits).toEqual([]);
  });

  it('goes on running while no listing has ruled out that the store was lost', async () => {
    const { call, factory, waits } = createTestCalls('symphony');
    factory.sweptAtMs.clear();
    expect(onlyRequest(await call('getRequestStatus', status('req-9')))).toMatchObject({
      status: 'running',
      message: expect.stringContaining('mock-1 could not be listed yet'),
    });
    expect(waits).toEqual([4_000]);
  });

  it('is over as soon as the first listing shows nothing that the store does not know', async () => {
    const { call, factory, agent, clock } = createTestCalls('symphony');
    factory.sweptAtMs.set('mock-1', undefined);
    agent.push({ afterMs: 700, work: () => void factory.sweptAtMs.set('mock-1', clock.now()) });
    expect(onlyRequest(await call('getRequestStatus', status('req-9'))).status).toBe('complete_with_error');
  });

  it('goes on running when the first listing shows machines of another life', async () => {
    const { call, factory, agent, clock } = createTestCalls('symphony');
    factory.sweptAtMs.set('mock-1', undefined);
    const startMs = clock.now();
    agent.push({ afterMs: 700, work: () => void factory.halts.set('mock-1', { kind: 'store-is-old', message: 'an unknown life' }) });
    expect(onlyRequest(await call('getRequestStatus', status('req-9'))).status).toBe('running');
    expect(clock.now() - startMs).toBe(700);
  });

  it('does not hide the requests that are known', async () => {
    const { call } = createTestCalls('symphony');
    await call('requestMachines', request);
    expect((await call('getRequestStatus', { requests: ['req-9', 'req-1'] })).document).toMatchObject({
      requests: [
        { requestId: 'req-9', status: 'complete_with_error' },
        { requestId: 'req-1', status: 'running' },
      ],
    });
  });
});
