import type { DatabaseSync } from 'node:sqlite';
import type { Attempt, Group, Intent, Machine, Request, Store, WriteTransaction } from '@hostwright/core/ports';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withStore } from '../testing/memory-store.js';
import { acquireRequest, attempt, group, intent, machine, returnRequest, settledIntent } from '../testing/records.js';

/** Everything that ended at `LONG_AGO` is old enough, everything that ended at `LATELY` is not. */
const LONG_AGO = 1_000;
const BEFORE = 2_000;
const LATELY = 3_000;

interface World {
  readonly requests?: readonly Request[];
  readonly intents?: readonly Intent[];
  readonly attempts?: readonly Attempt[];
  readonly machines?: readonly Machine[];
  readonly groups?: readonly Group[];
}

/** What one launch leaves when all of it ended long ago. */
const ENDED = {
  requests: [acquireRequest({ state: 'ended', endedAtMs: LONG_AGO })],
  intents: [settledIntent(LONG_AGO)],
  attempts: [attempt({ state: 'answered' })],
  machines: [machine({ goneAtMs: LONG_AGO })],
  groups: [group({ state: 'deleted' })],
} satisfies World;

async function save(tx: WriteTransaction, world: World): Promise<void> {
  for (const request of world.requests ?? []) await tx.saveRequest(request);
  for (const one of world.intents ?? []) await tx.saveIntent(one);
  await tx.saveAttempts(world.attempts ?? []);
  await tx.saveMachines(world.machines ?? []);
  await tx.saveGroups(world.groups ?? []);
}

const TABLES = ['requests', 'intents', 'attempts', 'machines', 'groups'] as const;

/** How many rows live queries still have to pass. */
function liveRows(database: DatabaseSync): { readonly [table: string]: unknown } {
  const count = (table: string) => database.prepare(`select count(*) as count from ${table}`).get()?.['count'];
  return Object.fromEntries(TABLES.map((table) => [table, count(table)]));
}

const NOTHING = { requests: 0, intents: 0, attempts: 0, machines: 0, groups: 0 };
const EVERYTHING = { requests: 1, intents: 1, attempts: 1, machines: 1, groups: 1 };

async function archiveAll(store: Store): Promise<number> {
  return store.write((tx) => tx.archive(BEFORE, 100));
}

describe('archiving', () => {
  it(
    'moves what ended long ago with all that belongs to it, and all of it stays readable',
    { tags: ['engine.history', 'real'] },
    async () => {
      await withStore(async (store, database) => {
        await store.write((tx) => save(tx, ENDED));
        expect(await archiveAll(store)).toBe(1);
        expect(liveRows(database)).toEqual(NOTHING);
        await store.read(async (tx) => {
          expect(await tx.request('req-1')).toEqual(ENDED.requests[0]);
          expect(await tx.requestByCallId('call-of-req-1')).toEqual(ENDED.requests[0]);
          expect(await tx.requests({ connection: 'main' })).toEqual(ENDED.requests);
          expect(await tx.intent('int-1')).toEqual(ENDED.intents[0]);
          expect(await tx.intents({ requestId: 'req-1' })).toEqual(ENDED.intents);
          expect(await tx.attempts('int-1')).toEqual(ENDED.attempts);
          expect(await tx.machine('main', 'i-1')).toEqual(ENDED.machines[0]);
          expect(await tx.machines({ intentId: 'int-1' })).toEqual(ENDED.machines);
        });
        expect(await archiveAll(store)).toBe(0);
      });
    },
  );

  it.each<{ readonly what: string; readonly change: World; readonly left: object }>([
    { what: 'an intent that is not settled', change: { intents: [intent({ state: 'sent' })] }, left: EVERYTHING },
    { what: 'an intent settled lately', change: { intents: [settledIntent(LATELY)] }, left: EVERYTHING },
    { what: 'a machine that lives', change: { machines: [machine()] }, left: EVERYTHING },
    { what: 'a machine that ended lately', change: { machines: [machine({ goneAtMs: LATELY })] }, left: EVERYTHING },
    { what: 'an open request', change: { requests: [acquireRequest()] }, left: EVERYTHING },
    { what: 'a request that is being cancelled', change: { requests: [acquireRequest({ state: 'cancelling' })] }, left: EVERYTHING },
    {
      what: 'only the request when it ended lately',
      change: { requests: [acquireRequest({ state: 'ended', endedAtMs: LATELY })] },
      left: { ...NOTHING, requests: 1 },
    },
    { what: 'only a group that is not deleted', change: { groups: [group()] }, left: { ...NOTHING, groups: 1 } },
  ])('leaves $what', async ({ change, left }) => {
    await withStore(async (store, database) => {
      await store.write((tx) => save(tx, { ...ENDED, ...change }));
      await archiveAll(store);
      expect(liveRows(database)).toEqual(left);
    });
  });

  it('leaves an order to end machines as long as one of them lives or ended lately', async () => {
    const order = settledIntent(LONG_AGO, { operation: 'terminate', requestId: 'ret-1', machineIds: ['i-0', 'i-1'] });
    const request = returnRequest({ state: 'ended', endedAtMs: LONG_AGO });
    const gone = machine({ machineId: 'i-0', intentId: 'int-2', goneAtMs: LONG_AGO });
    for (const goneAtMs of [undefined, LATELY]) {
      await withStore(async (store, database) => {
        const last = machine({ intentId: 'int-2', goneAtMs });
        await store.write((tx) => save(tx, { requests: [request], intents: [order], machines: [gone, last] }));
        expect(await archiveAll(store)).toBe(0);
        await store.write((tx) => tx.saveMachines([{ ...last, goneAtMs: LONG_AGO }]));
        expect(await archiveAll(store)).toBe(1);
        expect(liveRows(database)).toEqual(NOTHING);
      });
    }
  });

  it('moves a group that was deleted after its intent was archived', async () => {
    await withStore(async (store, database) => {
      await store.write((tx) => save(tx, { ...ENDED, groups: [group()] }));
      await archiveAll(store);
      await store.write((tx) => tx.saveGroups([group({ state: 'deleted' })]));
      await archiveAll(store);
      expect(liveRows(database)).toEqual(NOTHING);
      // Seen again, it is there again.
      await store.write((tx) => tx.saveGroups([group()]));
      expect(await store.read((tx) => tx.groups('main'))).toEqual([group()]);
    });
  });

  it('moves machines of unknown intents, but not those of an open request', async () => {
    const orphans = [
      machine({ machineId: 'i-old', requestId: 'req-lost', orphan: true, goneAtMs: LONG_AGO }),
      machine({ machineId: 'i-live', requestId: 'req-lost', orphan: true }),
      machine({ machineId: 'i-open', requestId: 'req-open', goneAtMs: LONG_AGO }),
    ];
    await withStore(async (store, database) => {
      await store.write((tx) => save(tx, { requests: [acquireRequest({ requestId: 'req-open' })], machines: orphans }));
      await archiveAll(store);
      expect(liveRows(database)).toMatchObject({ machines: 2, requests: 1 });
      expect(await store.read((tx) => tx.machines({}))).toHaveLength(3);
    });
  });

  it('moves no more intents at once than it is told, and all in the end', async () => {
    const launches = Array.from({ length: 25 }, (_, index) => ({
      intents: [
        settledIntent(LONG_AGO, { intentId: `int-${index}`, sequence: index + 1, operation: index % 5 === 0 ? 'terminate' : 'launch' }),
      ],
      machines: [machine({ machineId: `i-${index}`, intentId: `int-${index}`, goneAtMs: LONG_AGO })],
    }));
    await withStore(async (store, database) => {
      for (const launch of launches) await store.write((tx) => save(tx, launch));
      const moved: number[] = [];
      do moved.push(await store.write((tx) => tx.archive(BEFORE, 10)));
      while (moved.at(-1)! > 0);
      expect(moved).toEqual([10, 10, 5, 0]);
      expect(liveRows(database)).toEqual(NOTHING);
    });
  });

  it('passes over orders whose machines live, however many come first, and keeps to its number', async () => {
    const orders = Array.from({ length: 45 }, (_, index) =>
      settledIntent(LONG_AGO, {
        intentId: `int-${index}`,
        sequence: index + 1,
        operation: 'terminate',
        machineIds: index < 12 || index % 3 === 0 ? ['i-lives'] : ['i-forgotten'],
      }),
    );
    const movable = orders.filter(({ machineIds }) => machineIds.includes('i-forgotten')).length;
    await withStore(async (store, database) => {
      await store.write((tx) => save(tx, { intents: orders, machines: [machine({ machineId: 'i-lives', intentId: 'int-of-launch' })] }));
      const moved: number[] = [];
      do moved.push(await store.write((tx) => tx.archive(BEFORE, 10)));
      while (moved.at(-1)! > 0);
      expect(moved).toEqual([10, 10, movable - 20, 0]);
      expect(liveRows(database)).toMatchObject({ intents: orders.length - movable, machines: 1 });
    });
  });

  it('lets what changes afterwards be live again, in one place only', async () => {
    await withStore(async (store, database) => {
      await store.write((tx) => save(tx, ENDED));
      await archiveAll(store);
      const late = { machines: [machine({ name: 'came back' })], intents: [settledIntent(LATELY)], attempts: [attempt({ code: 'late' })] };
      await store.write((tx) => save(tx, late));
      await store.read(async (tx) => {
        expect(await tx.machines({})).toEqual(late.machines);
        expect(await tx.intents({})).toEqual(late.intents);
        expect(await tx.attempts('int-1')).toEqual(late.attempts);
      });
      expect(liveRows(database)).toMatchObject({ machines: 1, intents: 1, attempts: 1 });
    });
  });

  it('never moves a machine that lives or ended lately, and changes no answer', async () => {
    const time = fc.constantFrom(undefined, LONG_AGO, LATELY);
    const launches = fc.array(
      fc.record({
        settled: time,
        ended: time,
        gone: fc.array(time, { maxLength: 3 }),
        operation: fc.constantFrom('launch', 'terminate', 'clean-up'),
      }),
      { maxLength: 8 },
    );
    const property = fc.asyncProperty(launches, (all) =>
      withStore(async (store, database) => {
        for (const [index, { settled, ended, gone, operation }] of all.entries()) {
          const names = { intentId: `int-${index}`, requestId: `req-${index}` };
          const fields = { ...names, operation, sequence: index + 1, machineIds: [`i-${index - 1}-0`] };
          await store.write((tx) =>
            save(tx, {
              requests: [
                acquireRequest({ requestId: names.requestId, ...(ended === undefined ? {} : { state: 'ended', endedAtMs: ended }) }),
              ],
              intents: [settled === undefined ? intent(fields) : settledIntent(settled, fields)],
              machines: gone.map((goneAtMs, number) => machine({ ...names, machineId: `i-${index}-${number}`, goneAtMs })),
            }),
          );
        }
        const everything = () => store.read(async (tx) => [await tx.requests({}), await tx.intents({}), await tx.machines({})]);
        const before = await everything();
        await archiveAll(store);
        expect(await everything()).toEqual(before);
        const wrong = `select count(*) as count from machines_archive where gone_at_ms is null or gone_at_ms >= ${BEFORE}`;
        expect(database.prepare(wrong).get()).toEqual({ count: 0 });
      }),
    );
    await fc.assert(property, { numRuns: 40 });
  });
});
