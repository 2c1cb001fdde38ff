import { StoreError } from '@hostwright/core/ports';
import { describe, expect, it } from 'vitest';
import { aPendingMachine, aReason } from '../testing/builders.js';
import { createTestCalls } from '../testing/test-calls.js';

const small = (machineCount: number): object => ({ template: { templateId: 'small', machineCount } });

describe('requestMachines', { tags: ['hf.request', 'contract'] }, () => {
  it('answers Symphony the id of the committed request at once, and wakes the agent', async () => {
    const { call, factory, waits } = createTestCalls('symphony');
    expect(await call('requestMachines', small(3))).toEqual({
      exitCode: 0,
      document: { message: 'Request accepted.', requestId: 'req-1' },
    });
    expect(factory.acquire('req-1')).toMatchObject({ wantedUnits: 3, callId: 'call-1', pollWithinMs: 900_000 });
    expect(waits).toEqual([0]);
  });

  it('is one request for one call id, and two for two', async () => {
    const { call, factory } = createTestCalls('symphony');
    const first = await call('requestMachines', small(1), 'call-a');
    expect(await call('requestMachines', small(1), 'call-a')).toEqual(first);
    await call('requestMachines', small(1), 'call-b');
    expect(factory.stored.size).toBe(2);
  });

  it('says when the template’s maximum leaves less than was asked', async () => {
    const { call } = createTestCalls('symphony');
    expect(await call('requestMachines', small(12))).toMatchObject({
      exitCode: 0,
      document: { message: "Request accepted for 10 of 12: the template's maximum leaves no more.", requestId: 'req-1' },
    });
  });

  it.each([
    ['unknown', { template: { templateId: 'huge', machineCount: 1 } }, 'requestMachines: there is no template "huge"', 'error'],
    ['full', small(1), 'requestMachines: the maximum is reached', 'warning'],
  ] as const)('fails without an id when the template is %s', async (_what, input, message, status) => {
    for (const dialect of ['symphony', 'lsf'] as const) {
      const { call, factory } = createTestCalls(dialect);
      for (let index = 0; index < 10; index += 1) factory.put(aPendingMachine({ machineId: `m-${index}` }));
      expect(await call('requestMachines', input)).toEqual({
        exitCode: 1,
        document: dialect === 'lsf' ? { status, message } : { message },
      });
      expect(factory.stored.size).toBe(0);
    }
  });

  it('fails when nothing could be committed', async () => {
    const { call, factory } = createTestCalls('lsf');
    factory.writeError = new StoreError('full', 'no space left for /work/hostwright.db');
    expect(await call('requestMachines', small(1))).toEqual({
      exitCode: 1,
      document: { status: 'warning', message: 'requestMachines: no space left for /work/hostwright.db' },
    });
  });

  it('answers the id also when nobody can be woken: what was committed stays committed', async () => {
    for (const dialect of ['symphony', 'lsf'] as const) {
      const { call } = createTestCalls(dialect, { wakeAndWait: () => Promise.reject(new Error('no agent')) });
      expect(await call('requestMachines', small(1))).toMatchObject({ exitCode: 0, document: { requestId: 'req-1' } });
    }
  });

  it('puts the account on the machines as a tag, and tells LSF’s machines where they come from', async () => {
    const input = { ...small(1), rc_account: 'default', userData: 'zone=a;template_id=mine' };
    const { call, factory } = createTestCalls('lsf', { clusterName: 'c1', providerName: 'mockprov' });
    await call('requestMachines', input);
    expect(factory.lastRequest?.tags).toEqual([{ key: 'RC_ACCOUNT', value: 'default' }]);
    expect(factory.lastRequest?.environment).toEqual([
      { key: 'zone', value: 'a' },
      { key: 'template_id', value: 'small' },
      { key: 'rc_account', value: 'default' },
      { key: 'clustername', value: 'c1' },
      { key: 'providerName', value: 'mockprov' },
    ]);
  });

  it('tells Symphony’s machines nothing but the request’s own user data', async () => {
    const { call, factory } = createTestCalls('symphony', { clusterName: 'c1', providerName: 'mockinst' });
    await call('requestMachines', { ...small(1), user_data: { zone: 'a' } });
    expect(factory.lastRequest).toMatchObject({ tags: [], environment: [{ key: 'zone', value: 'a' }] });
  });
});

describe('LSF’s requestMachines', { tags: ['hf.request.lsf-error-code', 'contract'] }, () => {
  it('answers the id as soon as the cloud has accepted machines', async () => {
    const { call, factory, agent, clock, waits } = createTestCalls('lsf');
    agent.push({ afterMs: 2_000, work: () => factory.give('req-1', [{ status: { unified: 'pending', raw: 'STAGING' } }]) });
    const startMs = clock.now();
    expect(await call('requestMachines', small(1))).toEqual({
      exitCode: 0,
      document: { status: 'running', message: 'Request accepted.', requestId: 'req-1' },
    });
    expect(clock.now() - startMs).toBe(2_000);
    expect(waits).toEqual([20_000]);
  });

  it('answers the id after 20 seconds without any answer', { tags: ['fault.row-27'] }, async () => {
    const { call, clock } = createTestCalls('lsf');
    const startMs = clock.now();
    expect(await call('requestMachines', small(1))).toMatchObject({ exitCode: 0, document: { requestId: 'req-1' } });
    expect(clock.now() - startMs).toBe(20_000);
  });

  it('fails with the code that makes LSF back off when the request has ended with nothing', async () => {
    const { call, factory, agent } = createTestCalls('lsf');
    agent.push({
      afterMs: 500,
      work: () => factory.end('req-1', 'failed', [aReason({ units: 2, code: 'ZONE_EXHAUSTED', message: 'zone-a has no room.' })]),
    });
    expect(await call('requestMachines', small(2))).toEqual({
      exitCode: 1,
      document: {
        status: 'warning',
        message: 'Launch failed: 2 missing (Capacity, ZONE_EXHAUSTED): zone-a has no room. Error Code: InsufficientInstanceCapacity',
      },
    });
  });

  it('says error when somebody must change something first', async () => {
    const { call, factory, agent } = createTestCalls('lsf');
    agent.push({
      afterMs: 500,
      work: () => factory.end('req-1', 'failed', [aReason({ reason: 'PermissionDenied', code: 'AccessDenied', message: 'not allowed' })]),
    });
    expect(await call('requestMachines', small(1))).toMatchObject({
      exitCode: 1,
      document: { status: 'error', message: expect.stringMatching(/Error Code: AccessDenied$/) },
    });
  });

  it('never fails while an intent is unsettled: something may still come to life', async () => {
    const { call, factory, agent } = createTestCalls('lsf');
    factory.unsettledIntents = 1;
    agent.push({ afterMs: 500, work: () => factory.end('req-1', 'failed', [aReason()]) });
    expect(await call('requestMachines', small(1))).toMatchObject({ exitCode: 0, document: { requestId: 'req-1' } });
  });

  it.each(['partial', 'cancelled', 'fulfilled'] as const)('answers the id of a request that ended %s', async (outcome) => {
    const { call, factory, agent } = createTestCalls('lsf');
    agent.push({ afterMs: 500, work: () => factory.end('req-1', outcome, [aReason()]) });
    expect(await call('requestMachines', small(1))).toMatchObject({ exitCode: 0, document: { requestId: 'req-1' } });
  });

  it('answers the id when the store becomes unreadable after it has accepted', async () => {
    const { call, factory, agent } = createTestCalls('lsf');
    agent.push({
      afterMs: 500,
      work: () => {
        factory.readError = new StoreError('busy', 'locked');
      },
    });
    expect(await call('requestMachines', small(1))).toMatchObject({ exitCode: 0, document: { requestId: 'req-1' } });
  });

  it('stops waiting when its caller does', async () => {
    const { call, agent, abort, clock } = createTestCalls('lsf');
    agent.push({ afterMs: 1_000, work: () => abort.abort() });
    const startMs = clock.now();
    expect(await call('requestMachines', small(1))).toMatchObject({ exitCode: 0, document: { requestId: 'req-1' } });
    expect(clock.now() - startMs).toBe(1_000);
  });

  it('does not hang with an agent that hangs', { tags: ['fault.row-27'] }, async () => {
    const { call, clock } = createTestCalls('lsf', { wakeAndWait: () => new Promise(() => undefined) });
    const answer = call('requestMachines', small(1));
    while (clock.sleepers === 0) await Promise.resolve();
    clock.advance(20_500);
    expect(await answer).toMatchObject({ exitCode: 0, document: { requestId: 'req-1' } });
    expect(clock.sleepers).toBe(0);
  });
});
