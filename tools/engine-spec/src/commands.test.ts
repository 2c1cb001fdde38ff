import {
  createCommands,
  createQueries,
  DEFAULT_TIMING,
  type Commands,
  type Machine,
  type Queries,
  type Store,
  type Template,
} from '@hostwright/core';
import { openSqliteStore } from '@hostwright/store';
import { array, assert, asyncProperty, integer } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aMachine, aTemplate } from './harness/builders.js';
import { seededRandom } from './harness/seeded-random.js';
import { VirtualClock } from './harness/virtual-clock.js';

let clock: VirtualClock;
let store: Store;
let commands: Commands;
let queries: Queries;

const TEMPLATES: readonly Template[] = [aTemplate(), aTemplate({ templateId: 'capped', maxNumber: 10 })];

beforeEach(async () => {
  clock = new VirtualClock();
  store = await openSqliteStore({ file: ':memory:', clock, random: seededRandom(1) });
  const front = { store, templates: TEMPLATES, clock, random: seededRandom(2) };
  commands = createCommands(front);
  queries = createQueries(front);
});

afterEach(async () => {
  await store.close();
});

async function put(...machines: readonly Machine[]): Promise<void> {
  await store.write((tx) => tx.saveMachines(machines));
}

async function eventTypes(): Promise<readonly string[]> {
  return (await queries.events({ after: 0, limit: 1_000 })).map(({ event }) => event.type);
}

describe('Callers commit requests (a template resolved and frozen into the request; unique call id)', () => {
  it('freezes the template into the request', { tags: ['engine.requests.frozen-template', 'simulated'] }, async () => {
    const { requestId } = await commands.requestMachines({ callId: 'c1', templateId: 'small', units: 3 });
    const later = createQueries({ store, templates: [], clock });
    const view = await later.request(requestId);
    expect(view?.request).toMatchObject({
      kind: 'acquire',
      state: 'open',
      template: { templateId: 'small', connection: 'mock-1', attributes: TEMPLATES[0]?.attributes },
      wantedUnits: 3,
      grantedUnits: 3,
      desiredUnits: 3,
      deadlineAtMs: clock.now() + DEFAULT_TIMING.requestDeadlineMs,
    });
  });

  it(
    'answers the first receipt to a call id that comes again, whatever it asks for',
    { tags: ['engine.requests.once', 'fault.row-07', 'fault.row-40', 'simulated'] },
    async () => {
      const first = await commands.requestMachines({ callId: 'c1', templateId: 'small', units: 3 });
      const again = await commands.requestMachines({ callId: 'c1', templateId: 'capped', units: 5 });
      expect(again).toEqual({ ...first, repeated: true });
      expect(await queries.requests({})).toHaveLength(1);
    },
  );

  it('answers a refusal again as well, also when its reason has passed', { tags: ['engine.requests.once', 'simulated'] }, async () => {
    await commands.requestMachines({ callId: 'c0', templateId: 'capped', units: 10 });
    const refused = await commands.requestMachines({ callId: 'c1', templateId: 'capped', units: 1 });
    expect(refused).toMatchObject({ status: 'rejected', reason: 'maximum-reached', grantedUnits: 0, repeated: false });
    const [open] = await queries.requests({ states: ['open'] });
    await commands.cancelRequest({ requestId: open!.requestId });
    expect(await commands.requestMachines({ callId: 'c1', templateId: 'capped', units: 1 })).toEqual({ ...refused, repeated: true });
  });

  it('refuses a call id that belongs to a request of the other kind', async () => {
    await commands.requestMachines({ callId: 'c1', templateId: 'small', units: 1 });
    await expect(commands.returnMachines({ callId: 'c1', machines: [] })).rejects.toMatchObject({ code: 'RequestState' });
  });

  it.each(['', 'x'.repeat(101)])('refuses a call id that cannot be one', async (callId) => {
    await expect(commands.requestMachines({ callId, templateId: 'small', units: 1 })).rejects.toMatchObject({ code: 'InvalidCall' });
  });

  it.each([0, -1, 1.5, 1e9, Number.NaN, Infinity])(
    'refuses %s machines durably',
    { tags: ['engine.requests.bad-input', 'simulated'] },
    async (units) => {
      const receipt = await commands.requestMachines({ callId: 'c1', templateId: 'small', units });
      expect(receipt).toMatchObject({ status: 'rejected', reason: 'bad-count' });
      expect((await queries.request(receipt.requestId))?.request).toMatchObject({ state: 'ended', outcome: 'rejected' });
    },
  );

  it('refuses a template that is not there', { tags: ['engine.requests.bad-input', 'simulated'] }, async () => {
    const receipt = await commands.requestMachines({ callId: 'c1', templateId: 'no-such', units: 1 });
    expect(receipt).toMatchObject({ status: 'rejected', reason: 'unknown-template' });
    expect(receipt.message).toContain('no-such');
    expect(await eventTypes()).toEqual(['RequestRejected']);
  });

  it('refuses a template that the provider refused', { tags: ['engine.requests.bad-input', 'simulated'] }, async () => {
    const options = { machineType: 'no-such' };
    const template = aTemplate({ templateId: 'bad', attributes: [], options });
    const front = { store, templates: [template], clock };
    const { hashOptions } = await import('@hostwright/core');
    await store.write((tx) =>
      tx.saveShape({ connection: 'mock-1', optionsHash: hashOptions(options), shape: undefined, message: 'no such type', learntAtMs: 0 }),
    );
    const receipt = await createCommands(front).requestMachines({ callId: 'c1', templateId: 'bad', units: 1 });
    expect(receipt).toMatchObject({ status: 'rejected', reason: 'template-unusable', message: expect.stringContaining('no such type') });
    expect(await createQueries(front).templates()).toEqual([{ template, shape: undefined, problem: 'no such type' }]);
  });

  it('puts the variables of the request into the frozen user data', { tags: ['engine.requests.user-data', 'simulated'] }, async () => {
    const receipt = await commands.requestMachines({
      callId: 'c1',
      templateId: 'small',
      units: 1,
      environment: [{ key: 'rc_account', value: "it's" }],
    });
    const request = (await queries.request(receipt.requestId))?.request;
    expect(request?.kind === 'acquire' && request.template.userData).toBe(`#!/bin/sh\nexport rc_account='it'\\''s'\n`);
  });

  it('refuses a variable that would run as code', { tags: ['engine.requests.user-data', 'simulated'] }, async () => {
    const environment = [{ key: 'a;reboot', value: '' }];
    await expect(commands.requestMachines({ callId: 'c1', templateId: 'small', units: 1, environment })).rejects.toMatchObject({
      code: 'InvalidCall',
    });
  });

  it('tells of the request in the same transaction and wakes the connection, which may have no record yet', async () => {
    await commands.requestMachines({ callId: 'c1', templateId: 'small', units: 1 });
    expect(await eventTypes()).toEqual(['RequestAccepted']);
    expect(await queries.connections()).toMatchObject([{ state: { connection: 'mock-1', wakeups: 1 }, snapshotAgeMs: undefined }]);
  });
});

describe('caps are taken under the cap row’s lock, so they hold under concurrency', () => {
  it('grants what is left of the maximum, then nothing', { tags: ['engine.requests.maximum', 'simulated'] }, async () => {
    await put(
      aMachine({ machineId: 'm-1', templateId: 'capped' }),
      aMachine({ machineId: 'm-2', templateId: 'capped', surplus: 'over-delivered' }),
    );
    const grants = [];
    for (const callId of ['a', 'b', 'c']) {
      grants.push((await commands.requestMachines({ callId, templateId: 'capped', units: 5 })).grantedUnits);
    }
    expect(grants).toEqual([5, 3, 0]);
  });

  it('holds the maximum over 32 calls at once', { tags: ['engine.requests.maximum', 'fault.row-07', 'simulated'] }, async () => {
    const receipts = await Promise.all(
      Array.from({ length: 32 }, (_, index) => commands.requestMachines({ callId: `c${index}`, templateId: 'capped', units: 3 })),
    );
    expect(receipts.reduce((sum, receipt) => sum + receipt.grantedUnits, 0)).toBe(10);
  });

  it(
    'never grants more than the maximum, nor less than what is left of it',
    { tags: ['engine.requests.maximum', 'fault.row-07', 'simulated'] },
    async () => {
      let round = 0;
      const rule = asyncProperty(array(integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 }), async (asked) => {
        round += 1;
        const template = aTemplate({ templateId: `capped-${round}`, maxNumber: 10 });
        const fresh = createCommands({ store, templates: [template], clock, random: seededRandom(1_000 + round) });
        const calls = asked.map((units, index) =>
          fresh.requestMachines({ callId: `${round}-${index}`, templateId: template.templateId, units }),
        );
        const granted = (await Promise.all(calls)).reduce((sum, receipt) => sum + receipt.grantedUnits, 0);
        const wanted = asked.reduce((sum, units) => sum + units, 0);
        expect(granted).toBe(Math.min(10, wanted));
      });
      await assert(rule, { numRuns: 30 });
    },
  );

  it(
    'makes one request of 16 calls at once with one call id',
    { tags: ['engine.requests.once', 'fault.row-07', 'fault.row-40', 'simulated'] },
    async () => {
      const receipts = await Promise.all(
        Array.from({ length: 16 }, () => commands.requestMachines({ callId: 'same', templateId: 'small', units: 3 })),
      );
      expect(new Set(receipts.map((receipt) => receipt.requestId)).size).toBe(1);
      expect(receipts.filter((receipt) => !receipt.repeated)).toHaveLength(1);
    },
  );
});

describe('returning machines', () => {
  it(
    'marks known machines in the same transaction and stays open until they are gone',
    { tags: ['engine.returns.by-id-or-name', 'simulated'] },
    async () => {
      await put(aMachine({ machineId: 'm-1' }));
      const { requestId } = await commands.returnMachines({ callId: 'r1', machines: [{ machineId: 'm-1' }] });
      const view = await queries.request(requestId);
      expect(view?.request).toMatchObject({
        kind: 'return',
        state: 'open',
        targets: [{ machineId: 'm-1', connection: 'mock-1', state: 'pending' }],
      });
      expect(view?.machines).toMatchObject([{ machineId: 'm-1', returnRequestId: requestId }]);
    },
  );

  it('ends at once when every machine is gone already', async () => {
    await put(aMachine({ machineId: 'm-1', goneAtMs: 5, endReason: 'spot' }));
    const { requestId } = await commands.returnMachines({ callId: 'r1', machines: [{ machineId: 'm-1' }] });
    expect((await queries.request(requestId))?.request).toMatchObject({
      state: 'ended',
      outcome: 'fulfilled',
      targets: [{ state: 'done', message: 'spot' }],
    });
    expect(await eventTypes()).toEqual(['RequestAccepted', 'RequestEnded']);
  });

  it('keeps an unknown id open without a connection and wakes every connection to look for it', async () => {
    const { requestId } = await commands.returnMachines({ callId: 'r1', machines: [{ machineId: 'm-9' }] });
    expect((await queries.request(requestId))?.request).toMatchObject({
      state: 'open',
      targets: [{ machineId: 'm-9', absentFrom: [], state: 'pending' }],
    });
    expect(await queries.connections()).toMatchObject([{ state: { wakeups: 1 } }]);
  });

  it('accepts an empty list', async () => {
    const { requestId } = await commands.returnMachines({ callId: 'r1', machines: [] });
    expect((await queries.request(requestId))?.request).toMatchObject({ state: 'ended', outcome: 'fulfilled' });
  });

  it('fails an entry that names nothing, and that entry alone', async () => {
    await put(aMachine({ machineId: 'm-1' }));
    const { requestId } = await commands.returnMachines({ callId: 'r1', machines: [{}, { machineId: 'm-1' }] });
    expect((await queries.request(requestId))?.request).toMatchObject({
      state: 'open',
      targets: [{ state: 'failed' }, { state: 'pending' }],
    });
  });

  it('lets two requests name one machine', { tags: ['engine.returns.by-id-or-name', 'simulated'] }, async () => {
    await put(aMachine({ machineId: 'm-1' }));
    const first = await commands.returnMachines({ callId: 'r1', machines: [{ machineId: 'm-1' }] });
    const second = await commands.returnMachines({ callId: 'r2', machines: [{ machineId: 'm-1' }] });
    expect(await queries.requests({ states: ['open'] })).toHaveLength(2);
    expect(await queries.machines({ machineIds: ['m-1'] })).toMatchObject([{ returnRequestId: second.requestId }]);
    expect(first.requestId).not.toBe(second.requestId);
  });

  it('orders at once a machine whose end failed before', async () => {
    await put(aMachine({ machineId: 'm-1', terminateOrderedAtMs: 7, terminateFailure: 'protected' }));
    await commands.returnMachines({ callId: 'r1', machines: [{ machineId: 'm-1' }] });
    expect(await queries.machines({ machineIds: ['m-1'] })).toMatchObject([
      { terminateOrderedAtMs: undefined, terminateFailure: undefined },
    ]);
  });

  describe('by name alone', () => {
    const NAMED = { name: 'host-a' };

    async function returned(...machines: readonly Machine[]): Promise<unknown> {
      await put(...machines);
      const { requestId } = await commands.returnMachines({ callId: 'r1', machines: [NAMED] });
      const request = (await queries.request(requestId))?.request;
      return request?.kind === 'return' ? request.targets[0] : undefined;
    }

    it(
      'means the machine last reported under the name',
      { tags: ['engine.returns.by-id-or-name', 'fault.row-37', 'simulated'] },
      async () => {
        const target = await returned(
          aMachine({ machineId: 'old', ...NAMED, deliveredAtMs: 1, goneAtMs: 2 }),
          aMachine({ machineId: 'new', ...NAMED, deliveredAtMs: 3 }),
        );
        expect(target).toMatchObject({ machineId: 'new', state: 'pending' });
      },
    );

    it(
      'fails by name where several live machines bear it, and touches none',
      { tags: ['engine.returns.ambiguous-name', 'fault.row-37', 'simulated'] },
      async () => {
        const target = await returned(aMachine({ machineId: 'one', ...NAMED }), aMachine({ machineId: 'two', ...NAMED }));
        expect(target).toMatchObject({ state: 'failed', message: expect.stringContaining('one') });
        expect((await queries.machines({ name: 'host-a' })).map((machine) => machine.returnRequestId)).toEqual([undefined, undefined]);
      },
    );

    it(
      'is done where the machine is gone, though another one that nobody was told of bears the name now',
      { tags: ['fault.row-37', 'simulated'] },
      async () => {
        const target = await returned(
          aMachine({ machineId: 'old', ...NAMED, deliveredAtMs: 1, goneAtMs: 2 }),
          aMachine({ machineId: 'new', ...NAMED, deliveredAtMs: undefined }),
        );
        expect(target).toMatchObject({ machineId: 'old', state: 'done' });
      },
    );

    it('means a machine that is still booting when nobody else ever bore the name', async () => {
      const target = await returned(aMachine({ machineId: 'new', ...NAMED, deliveredAtMs: undefined }));
      expect(target).toMatchObject({ machineId: 'new', state: 'pending' });
    });

    it('waits for a sweep where nobody bears the name', async () => {
      const target = await returned();
      expect(target).toMatchObject({ name: 'host-a', state: 'pending' });
      expect(target).not.toHaveProperty('machineId');
    });
  });
});

describe('cancelling', () => {
  it('sets desired to 0 and stays cancelling', async () => {
    const { requestId } = await commands.requestMachines({ callId: 'c1', templateId: 'small', units: 3 });
    await commands.cancelRequest({ requestId });
    await commands.cancelRequest({ requestId });
    expect((await queries.request(requestId))?.request).toMatchObject({ state: 'cancelling', desiredUnits: 0 });
    expect((await eventTypes()).filter((type) => type === 'RequestCancelled')).toHaveLength(1);
  });

  it('refuses what is not there, and what returns machines', async () => {
    await expect(commands.cancelRequest({ requestId: 'req-0' })).rejects.toMatchObject({ code: 'RequestNotFound' });
    const { requestId } = await commands.returnMachines({ callId: 'r1', machines: [{ machineId: 'm-9' }] });
    await expect(commands.cancelRequest({ requestId })).rejects.toMatchObject({ code: 'RequestState' });
  });
});

describe('noting polls', () => {
  it('notes the first one, and later ones once a minute', async () => {
    const { requestId } = await commands.requestMachines({ callId: 'c1', templateId: 'small', units: 1 });
    const polledAfter = async (durationMs: number): Promise<number | undefined> => {
      clock.step(durationMs);
      await commands.markPolled({ requestIds: [requestId, 'req-unknown', requestId] });
      return (await queries.request(requestId))?.request.polledAtMs;
    };
    const first = await polledAfter(1_000);
    expect(first).toBe(clock.now());
    expect(await polledAfter(30_000)).toBe(first);
    expect(await polledAfter(30_000)).toBe(clock.now());
  });

  it('leaves an ended request as it is', async () => {
    const { requestId } = await commands.requestMachines({ callId: 'c1', templateId: 'no-such', units: 1 });
    const before = await queries.request(requestId);
    await commands.markPolled({ requestIds: [requestId] });
    expect(await queries.request(requestId)).toEqual(before);
  });
});
