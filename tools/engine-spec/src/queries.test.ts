import {
  createQueries,
  type ConnectionState,
  type Intent,
  type Machine,
  type MachineName,
  type Queries,
  type ReturnRequest,
  type Store,
  type SweepSummary,
} from '@hostwright/core';
import { openSqliteStore } from '@hostwright/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aConnection, aMachine, aTemplate } from './harness/builders.js';
import { seededRandom } from './harness/seeded-random.js';
import { START_MS, VirtualClock } from './harness/virtual-clock.js';

let clock: VirtualClock;
let store: Store;
let queries: Queries;

beforeEach(async () => {
  clock = new VirtualClock();
  store = await openSqliteStore({ file: ':memory:', clock, random: seededRandom(1) });
  queries = createQueries({ store, templates: [aTemplate()], clock });
});

afterEach(async () => {
  await store.close();
});

const COMPLETE: SweepSummary = { number: 1, startedAtMs: START_MS, endedAtMs: START_MS, outcome: 'complete', message: undefined };
const SWEPT: Partial<ConnectionState> = { lastSweep: COMPLETE, lastCompleteSweep: COMPLETE, sweeps: 1 };
const NOTICE = { reason: 'spot', noticedAtMs: START_MS, deadlineAtMs: START_MS + 120_000 } as const;

const OPEN_RETURN: ReturnRequest = {
  kind: 'return',
  requestId: 'ret-1',
  callId: 'c',
  state: 'open',
  outcome: undefined,
  reasons: [],
  createdAtMs: 0,
  endedAtMs: undefined,
  polledAtMs: undefined,
  version: 1,
  targets: [{ position: 0, machineId: 'm-1', name: '', connection: 'mock-1', absentFrom: [], state: 'pending', message: '' }],
};

async function given(state: Partial<ConnectionState>, ...machines: readonly Machine[]): Promise<void> {
  await store.write(async (tx) => {
    await tx.saveConnection(aConnection(state));
    await tx.saveMachines(machines);
  });
}

async function reported(asked?: readonly MachineName[]): Promise<readonly string[]> {
  const view = await queries.reclaimable(asked === undefined ? {} : { machines: asked });
  return view.machines.map((machine) => machine.machineId);
}

describe(
  'getReturnRequests reports only machines that this store saw alive, from a snapshot younger than 60 s',
  { tags: ['engine.events.reported-once', 'simulated'] },
  () => {
    it('reports a machine that the cloud takes back, with its absolute deadline', async () => {
      await given(SWEPT, aMachine({ reclaim: NOTICE }));
      expect(await queries.reclaimable({})).toEqual({
        unknownConnections: [],
        machines: [{ machineId: 'm-1', connection: 'mock-1', name: 'host-m-1', deadlineAtMs: NOTICE.deadlineAtMs, reason: 'spot' }],
      });
    });

    it('reports a machine that is gone without anybody’s order', async () => {
      await given(SWEPT, aMachine({ goneAtMs: START_MS - 5, endReason: 'killed' }));
      expect((await queries.reclaimable({})).machines).toMatchObject([{ machineId: 'm-1', deadlineAtMs: START_MS - 5, reason: 'killed' }]);
    });

    it.each<[string, Partial<Machine>]>([
      ['runs undisturbed', { reclaim: undefined, goneAtMs: undefined }],
      ['was never delivered', { deliveredAtMs: undefined }],
      ['was returned', { returnRequestId: 'ret-1' }],
      ['is an orphan', { orphan: true }],
      ['was surplus', { surplus: 'over-delivered' }],
    ])('says nothing of a machine that %s', async (_case, overrides) => {
      await given(SWEPT, aMachine({ reclaim: NOTICE, goneAtMs: START_MS, ...overrides }));
      expect(await reported()).toEqual([]);
    });

    it.each<[string, Partial<ConnectionState>]>([
      ['was never swept', { lastSweep: undefined, lastCompleteSweep: undefined }],
      ['was last swept in part', { lastSweep: { ...COMPLETE, outcome: 'partial' } }],
      ['could not be swept last', { lastSweep: { ...COMPLETE, outcome: 'failed' } }],
      ['was swept a minute ago', { lastCompleteSweep: { ...COMPLETE, startedAtMs: START_MS - 60_000 } }],
      ['was swept in the future, by a clock that was set back', { lastCompleteSweep: { ...COMPLETE, startedAtMs: START_MS + 3_600_000 } }],
      ['is halted', { halt: { kind: 'store-is-old', message: '' } }],
      ['holds verdicts on vanished machines', { vanishHeldSinceMs: START_MS }],
    ])('reports nobody of a connection that %s', async (_case, overrides) => {
      await given({ ...SWEPT, ...overrides }, aMachine({ reclaim: NOTICE }));
      expect(await queries.reclaimable({})).toEqual({ unknownConnections: ['mock-1'], machines: [] });
    });

    it('counts a connection without a record as unknown', async () => {
      expect(await queries.reclaimable({})).toEqual({ unknownConnections: ['mock-1'], machines: [] });
    });

    it('reports only on those asked about, by id or by name', async () => {
      const machines = ['a', 'b', 'c'].map((machineId) => aMachine({ machineId, reclaim: NOTICE }));
      await given(SWEPT, ...machines);
      expect(await reported([{ machineId: 'a' }, { name: 'host-c' }, { name: 'host-unknown' }])).toEqual(['a', 'c']);
      expect(await reported([])).toEqual([]);
    });

    it('does not take the end of a former bearer of a name for the end of the present one', async () => {
      await given(
        SWEPT,
        aMachine({ machineId: 'old', name: 'host-a', deliveredAtMs: 1, goneAtMs: 2 }),
        aMachine({ machineId: 'new', name: 'host-a', deliveredAtMs: 3 }),
      );
      expect(await reported([{ name: 'host-a' }])).toEqual([]);
    });
  },
);

describe('work that is left', () => {
  const group = {
    ref: 'group-1',
    connection: 'mock-1',
    kind: 'fleet',
    intentId: 'int-1',
    requestId: 'req-1',
    state: 'active',
    createdAtMs: 0,
    missedSweeps: 0,
  } as const;

  it('is nothing in an empty store, nor where a group has machines or is deleted', async () => {
    expect(await queries.isWorkLeft()).toBe(false);
    await store.write(async (tx) => {
      await tx.saveConnection(aConnection());
      await tx.saveMachines([aMachine({ intentId: 'int-1' })]);
      await tx.saveGroups([group, { ...group, ref: 'group-2', intentId: 'int-2', state: 'deleted' }]);
    });
    expect(await queries.isWorkLeft()).toBe(false);
  });

  it('is a group whose machines are all gone', async () => {
    await store.write(async (tx) => {
      await tx.saveConnection(aConnection());
      await tx.saveMachines([aMachine({ intentId: 'int-1', goneAtMs: 7 })]);
      await tx.saveGroups([group]);
    });
    expect(await queries.isWorkLeft()).toBe(true);
  });

  it('is a call whose outcome is not known, once its request has ended', async () => {
    const intent: Intent = {
      intentId: 'int-1',
      requestId: 'ret-1',
      connection: 'mock-1',
      operation: 'terminate',
      sequence: 1,
      generation: 1,
      units: 0,
      token: 'token',
      offerIndex: undefined,
      machineIds: ['m-1'],
      target: undefined,
      state: 'sent',
      document: undefined,
      answeredParts: [],
      pendingUnits: 0,
      acceptedUnits: 0,
      shortfall: [],
      firstSentAtMs: START_MS,
      lastNotAfterMs: START_MS,
      quietSweeps: 0,
      retryAtMs: undefined,
      tries: 1,
      settlement: undefined,
      createdAtMs: START_MS,
      settledAtMs: undefined,
    };
    await store.write(async (tx) => {
      await tx.saveRequest(OPEN_RETURN);
      await tx.saveIntent(intent);
    });
    expect(await queries.isWorkLeft()).toBe(false);
    await store.write((tx) => tx.saveRequest({ ...OPEN_RETURN, state: 'ended', outcome: 'fulfilled', endedAtMs: START_MS, version: 2 }));
    expect(await queries.isWorkLeft()).toBe(true);
  });
});

describe('the view of a request', () => {
  it('has the machines of its entries, each from the entry’s connection', async () => {
    await store.write(async (tx) => {
      await tx.saveRequest(OPEN_RETURN);
      await tx.saveMachines([aMachine(), aMachine({ connection: 'mock-2' })]);
    });
    expect((await queries.request('ret-1'))?.machines).toMatchObject([{ machineId: 'm-1', connection: 'mock-1' }]);
  });

  it('is undefined for a request that nobody made', async () => {
    expect(await queries.request('req-0')).toBeUndefined();
  });
});
