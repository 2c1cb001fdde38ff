import type { WriteTransaction } from '@hostwright/core/ports';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyAttempt,
  anyBucket,
  anyConnection,
  anyGroup,
  anyIntent,
  anyMachine,
  anyRequest,
  anyShape,
  oddText,
} from '../testing/arbitraries.js';
import { withStore } from '../testing/memory-store.js';

interface Case<Value> {
  readonly values: fc.Arbitrary<Value>;
  readonly save: (tx: WriteTransaction, value: Value) => Promise<void>;
  readonly read: (tx: WriteTransaction, value: Value) => Promise<unknown>;
}

const RUNS = 150;

/** Saves each record twice, the second time over the first, among those saved before, and reads it in a later transaction. */
async function countReadBack<Value>({ values, save, read }: Case<Value>): Promise<number> {
  let count = 0;
  await withStore(async (store) => {
    const check = async (value: Value) => {
      await store.write((tx) => save(tx, value));
      await store.write((tx) => save(tx, value));
      expect(await store.write((tx) => read(tx, value))).toEqual(value);
      count += 1;
    };
    await fc.assert(fc.asyncProperty(values, check), { numRuns: RUNS });
  });
  return count;
}

describe('a record comes back as it was stored, whatever is in its texts:', { tags: ['store.round-trip', 'real'] }, () => {
  it('a request, by its id and by its call id', async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, (request) =>
        withStore(async (store) => {
          await store.write((tx) => tx.saveRequest(request));
          await store.write((tx) => tx.saveRequest({ ...request, version: 2 }));
          await store.read(async (tx) => {
            expect(await tx.request(request.requestId)).toEqual({ ...request, version: 2 });
            expect(await tx.requestByCallId(request.callId)).toEqual({ ...request, version: 2 });
            expect(await tx.requests({})).toEqual([{ ...request, version: 2 }]);
          });
        }),
      ),
      { numRuns: 50 },
    );
  });

  it('an intent', async () => {
    const count = await countReadBack({
      values: anyIntent,
      save: (tx, intent) => tx.saveIntent(intent),
      read: (tx, intent) => tx.intent(intent.intentId),
    });
    expect(count).toBe(RUNS);
  });

  it('an attempt', async () => {
    const count = await countReadBack({
      values: anyAttempt,
      save: (tx, attempt) => tx.saveAttempts([attempt]),
      read: async (tx, { intentId, attemptId }) => (await tx.attempts(intentId)).find((found) => found.attemptId === attemptId),
    });
    expect(count).toBe(RUNS);
  });

  it('a machine', async () => {
    const count = await countReadBack({
      values: anyMachine,
      save: (tx, machine) => tx.saveMachines([machine]),
      read: (tx, machine) => tx.machine(machine.connection, machine.machineId),
    });
    expect(count).toBe(RUNS);
  });

  it('a group', async () => {
    const count = await countReadBack({
      values: anyGroup,
      save: (tx, group) => tx.saveGroups([group]),
      read: async (tx, { connection, ref }) => (await tx.groups(connection)).find((found) => found.ref === ref),
    });
    expect(count).toBe(RUNS);
  });

  it('a connection', async () => {
    const count = await countReadBack({
      values: anyConnection,
      save: (tx, state) => tx.saveConnection(state),
      read: (tx, state) => tx.connection(state.connection),
    });
    expect(count).toBe(RUNS);
  });

  it('a shape', async () => {
    const count = await countReadBack({
      values: anyShape,
      save: (tx, shape) => tx.saveShape(shape),
      read: async (tx, { connection, optionsHash }) => (await tx.shapes(connection)).find((found) => found.optionsHash === optionsHash),
    });
    expect(count).toBe(RUNS);
  });

  it('a bucket', async () => {
    const count = await countReadBack({
      values: anyBucket,
      save: (tx, bucket) => tx.saveBucket(bucket),
      read: (tx, bucket) => tx.bucket(bucket.bucket),
    });
    expect(count).toBe(RUNS);
  });

  it('a note', async () => {
    const count = await countReadBack({
      values: fc.record({ key: oddText, value: oddText }),
      save: (tx, { key, value }) => tx.saveNote(key, value),
      read: async (tx, { key }) => ({ key, value: await tx.note(key) }),
    });
    expect(count).toBe(RUNS);
  });
});

describe('what was never stored', () => {
  it('is undefined or an empty list, never an error', async () => {
    await withStore((store) =>
      store.read(async (tx) => {
        const single = [tx.request('x'), tx.requestByCallId('x'), tx.intent('x'), tx.machine('x', 'x'), tx.connection('x'), tx.bucket('x')];
        expect(await Promise.all([...single, tx.note('x')])).toEqual(Array.from({ length: 7 }, () => undefined));
        const lists = [
          tx.requests({}),
          tx.intents({}),
          tx.machines({}),
          tx.attempts('x'),
          tx.groups('x'),
          tx.shapes('x'),
          tx.connections(),
        ];
        expect(await Promise.all([...lists, tx.events(0, 10)])).toEqual(Array.from({ length: 8 }, () => []));
        expect(await tx.templateUse('x', 'x')).toEqual({ liveUnits: 0, openUnits: 0 });
      }),
    );
  });

  it('is what a note is again once it is removed', async () => {
    await withStore(async (store) => {
      await store.write((tx) => tx.saveNote('key', 'value'));
      await store.write((tx) => tx.saveNote('key', undefined));
      expect(await store.read((tx) => tx.note('key'))).toBeUndefined();
    });
  });
});
