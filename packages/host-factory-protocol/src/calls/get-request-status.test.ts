import { StoreError } from '@hostwright/core/ports';
import { describe, expect, it } from 'vitest';
import type { HostFactoryCallsOptions } from './options.js';
import type { StatusDocument } from '../render/documents.js';
import { aMachine, aReason, aReturnRequest, aTarget, START_MS } from '../testing/builders.js';
import { createTestCalls, onlyRequest, type TestCalls } from '../testing/test-calls.js';

const request = { template: { templateId: 'small', machineCount: 2 } };
const status = (requestId: string): object => ({ requests: [{ requestId }] });

describe('getRequestStatus', { tags: ['hf.status', 'contract'] }, () => {
  it('follows a request from nothing to machines running, and answers the same for ever after', { tags: ['fault.row-40'] }, async () => {
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

  it('tells at its first question that a request has everything: it only had to be asked for', async () => {
    const { call, factory, agent, waits } = createTestCalls('lsf');
    await call('requestMachines', request);
    factory.give('req-1', [{ machineId: 'm-1' }, { machineId: 'm-2' }]);
    agent.push({ afterMs: 200, work: () => factory.end('req-1', 'fulfilled') });
    waits.length = 0;
    expect(onlyRequest(await call('getRequestStatus', status('req-1')))).toMatchObject({ status: 'complete' });
    expect(waits).toEqual([1_000]);
  });

  it('does not wait longer than a second for that, and not at all while something is still owed', async () => {
    const { call, factory, clock, waits } = createTestCalls('symphony');
    await call('requestMachines', request);
    factory.give('req-1', [{ machineId: 'm-1' }, { machineId: 'm-2' }]);
    const beforeMs = clock.now();
    expect(onlyRequest(await call('getRequestStatus', status('req-1')))).toMatchObject({ status: 'running' });
    expect(clock.now() - beforeMs).toBeLessThan(1_500);
    factory.unsettledIntents = 1;
    waits.length = 0;
    await call('getRequestStatus', status('req-1'));
    expect(waits).toEqual([0]);
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

  it('keeps running while the cloud is lost: what is not known is not over', { tags: ['fault.row-16'] }, async () => {
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

  it('wakes the agent for what is left of requests that have ended', async () => {
    const { call, factory, waits } = createTestCalls('symphony');
    const targets = [aTarget({ state: 'done' })];
    factory.stored.set('ret-1', aReturnRequest({ requestId: 'ret-1', state: 'ended', outcome: 'fulfilled', endedAtMs: 1, targets }));
    factory.groupLeft = true;
    await call('getRequestStatus', { requests: [{ requestId: 'ret-1' }] });
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

describe('an open request of a connection that cannot work', { tags: ['hf.status.why-waiting', 'contract'] }, () => {
  async function messages(prepare: (calls: TestCalls) => void, options: Partial<HostFactoryCallsOptions> = {}): Promise<readonly string[]> {
    const calls = createTestCalls('symphony', options);
    calls.factory.put(aMachine({ requestId: 'other' }));
    await calls.call('requestMachines', request, 'call-1');
    await calls.call('requestReturnMachines', { machines: [{ machineId: 'm-1' }] }, 'call-2');
    prepare(calls);
    const answer = await calls.call('getRequestStatus', { requests: ['req-1', 'ret-2'] });
    const { requests } = answer.document as StatusDocument;
    expect(requests.map(({ status: word }) => word)).toEqual(['running', 'running']);
    return requests.map(({ message }) => message);
  }

  it.each<readonly [string, (calls: TestCalls) => void, string]>([
    [
      'the store is too old',
      ({ factory }) => void factory.halts.set('mock-1', { kind: 'store-is-old', message: 'an unknown life' }),
      'The store is older than the cloud of mock-1: nothing is launched or ended there before the store is rebuilt. Run "host-factory store rebuild".',
    ],
    [
      'the account is another one',
      ({ factory }) => void factory.halts.set('mock-1', { kind: 'identity-changed', message: 'account a-2 instead of a-1.' }),
      'Connection mock-1 is halted: account a-2 instead of a-1.',
    ],
    [
      'the cloud refuses us',
      ({ factory }) => void factory.refusals.set('mock-1', 'the key has expired'),
      'Connection mock-1 cannot be used: the key has expired.',
    ],
    [
      'it could not be listed',
      ({ factory }) => void factory.failedSweeps.set('mock-1', 'no route to the cloud.'),
      'Connection mock-1 could not be listed: no route to the cloud.',
    ],
  ])('says that %s, whether it launches or returns', async (_what, prepare, message) => {
    expect(await messages(prepare)).toEqual([message, message]);
  });

  it('says that its settings cannot be used', async () => {
    const brokenConnections = () => Promise.resolve([{ name: 'mock-1', message: 'settings.regoin: unknown key' }]);
    const message = 'Connection mock-1 cannot be used: settings.regoin: unknown key.';
    expect(await messages(() => undefined, { brokenConnections })).toEqual([message, message]);
  });

  it('does not name a connection twice', async () => {
    const text = 'Settings of connection "mock-1" cannot be used: regoin: unknown key; did you mean "region"?';
    const brokenConnections = () => Promise.resolve([{ name: 'mock-1', message: text }]);
    expect(await messages(() => undefined, { brokenConnections })).toEqual([text, text]);
  });

  it('says nothing of what is wrong with other connections', async () => {
    expect(await messages(({ factory }) => void factory.refusals.set('mock-2', 'x'))).toEqual(['', '']);
  });

  it('is answered also when the reasons cannot be read', async () => {
    const brokenConnections = () => Promise.reject(new StoreError('busy', 'x'));
    expect(await messages(() => undefined, { brokenConnections })).toEqual(['', '']);
  });

  it('says it until the request has ended, and not after', async () => {
    const { call, factory } = createTestCalls('symphony');
    await call('requestMachines', request);
    factory.refusals.set('mock-1', 'the key has expired');
    factory.end('req-1', 'cancelled');
    expect(onlyRequest(await call('getRequestStatus', status('req-1'))).message).toBe('Request cancelled: 2 of 2 delivered.');
  });
});

it('an id that is too long to be ours is unknown at once, and repeated in part', async () => {
  const { call, factory, waits } = createTestCalls('symphony');
  factory.sweptAtMs.clear();
  const ids = ['x'.repeat(257), 'y'.repeat(100_000)];
  expect((await call('getRequestStatus', { requests: ids })).document).toMatchObject({
    requests: [
      { requestId: 'x'.repeat(256), status: 'complete_with_error' },
      { requestId: 'y'.repeat(256), status: 'complete_with_error' },
    ],
  });
  expect([factory.polled, waits]).toEqual([[], []]);
});

describe('a request that the store does not know', { tags: ['hf.status.unknown-request', 'contract'] }, () => {
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

  it('goes on running when the store is older than the cloud', { tags: ['fault.row-33'] }, async () => {
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
