import type { Intent, IntentQuery } from '@hostwright/core/ports';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withStore } from '../testing/memory-store.js';
import { attempt, intent, settledIntent } from '../testing/records.js';

const connection = fc.constantFrom('main', 'other');
const requestId = fc.constantFrom('req-1', 'req-2');
const operation = fc.constantFrom<Intent['operation']>('launch', 'terminate', 'clean-up');
const settledAtMs = fc.constantFrom(undefined, 1, 1_000);

const intents = fc
  .array(fc.record({ connection, requestId, operation, settledAtMs }), { maxLength: 30 })
  .map((all) =>
    all.map(({ settledAtMs: at, ...fields }, index) => {
      // Saved in another order than that of their sequence.
      const numbered = { ...fields, intentId: `int-${index}`, sequence: ((index * 7) % all.length) * 2 + index + 1 };
      return at === undefined ? intent({ ...numbered, state: 'sent' }) : settledIntent(at, numbered);
    }),
  )
  .filter((all) => new Set(all.map((one) => one.sequence)).size === all.length);

const query: fc.Arbitrary<IntentQuery> = fc.record(
  { connection, requestId, operation, settled: fc.boolean(), limit: fc.nat({ max: 5 }) },
  { requiredKeys: [] },
);

function filter(all: readonly Intent[], wanted: IntentQuery): readonly Intent[] {
  return all
    .filter((one) =>
      (['connection', 'requestId', 'operation'] as const).every((key) => wanted[key] === undefined || wanted[key] === one[key]),
    )
    .filter((one) => wanted.settled === undefined || (one.state === 'settled') === wanted.settled)
    .toSorted((a, b) => a.sequence - b.sequence)
    .slice(0, wanted.limit);
}

describe('intents', () => {
  it('are found by every filter and all combinations, in their sequence, archived or not', async () => {
    const check = async (all: readonly Intent[], queries: readonly IntentQuery[]) =>
      withStore(async (store) => {
        await store.write(async (tx) => {
          for (const one of all) await tx.saveIntent(one);
          await tx.archive(500, 1_000);
        });
        await store.read(async (tx) => {
          for (const one of queries) expect(await tx.intents(one)).toEqual(filter(all, one));
        });
      });
    await fc.assert(fc.asyncProperty(intents, fc.array(query, { minLength: 5, maxLength: 10 }), check), { numRuns: 40 });
  });

  it('get sequence numbers without gaps, also after a transaction that failed', async () => {
    await withStore(async (store) => {
      const next = () => store.write((tx) => tx.nextSequence());
      expect([await next(), await next()]).toEqual([1, 2]);
      const failing = store.write(async (tx) => Promise.reject(new Error(String(await tx.nextSequence()))));
      await expect(failing).rejects.toThrow('3');
      expect(await next()).toBe(3);
    });
  });
});

describe('attempts', () => {
  it('come oldest first, and are replaced by their answers', async () => {
    const attempts = [
      attempt({ attemptId: 'c', sentAtMs: 1, part: 1 }),
      attempt({ attemptId: 'a', sentAtMs: 2 }),
      attempt({ attemptId: 'd', sentAtMs: 1, part: 0 }),
      attempt({ attemptId: 'b', sentAtMs: 2 }),
    ];
    await withStore(async (store) => {
      await store.write((tx) => tx.saveAttempts([...attempts, attempt({ attemptId: 'x', intentId: 'int-2' })]));
      await store.write((tx) => tx.saveAttempts([{ ...attempts[1]!, state: 'answered' }]));
      const found = await store.read((tx) => tx.attempts('int-1'));
      expect(found.map(({ attemptId, state }) => [attemptId, state])).toEqual([
        ['d', 'sending'],
        ['c', 'sending'],
        ['a', 'answered'],
        ['b', 'sending'],
      ]);
    });
  });
});
