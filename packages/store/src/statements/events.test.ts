import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { DomainEvent, RecordedEvent } from '@hostwright/core/ports';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oddText } from '../testing/arbitraries.js';
import { withStore } from '../testing/memory-store.js';
import { event } from '../testing/records.js';

/** Written down here once more, so that a change of the chain is noticed: what was sealed once must verify for ever. */
function expectedHash(previous: string, { position, atMs, event: { type, ...fields } }: RecordedEvent): string {
  const keys = Object.keys({ type, ...fields }).toSorted();
  const values: { readonly [key: string]: unknown } = { type, ...fields };
  const text = keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(values[key])}`).join(',');
  return createHash('sha256').update(`${previous}{"atMs":${atMs},"event":{${text}},"position":${position}}`).digest('hex');
}

function expectChain(events: readonly RecordedEvent[]): void {
  let previous = '';
  for (const recorded of events) {
    expect(recorded.hash).toBe(expectedHash(previous, recorded));
    previous = recorded.hash ?? '';
  }
}

const anyEvent: fc.Arbitrary<DomainEvent> = fc.oneof(
  oddText.map(event),
  fc
    .record({ requestId: oddText, machineId: oddText, connection: oddText, name: oddText })
    .map((fields): DomainEvent => ({ type: 'MachineRunning', ...fields })),
);

describe('events', () => {
  it('are numbered from 1 in the order in which they were written, and read in parts', { tags: ['engine.events', 'real'] }, async () => {
    await withStore(async (store) => {
      await store.write((tx) => tx.appendEvents(10, [event('a'), event('b')]));
      await store.write((tx) =>
        tx.appendEvents(
          20,
          Array.from({ length: 120 }, (_, index) => event(`c-${index}`)),
        ),
      );
      await store.read(async (tx) => {
        const all = await tx.events(0, 1_000);
        expect(all.map(({ position }) => position)).toEqual(Array.from({ length: 122 }, (_, index) => index + 1));
        expect(all[1]).toEqual({ position: 2, atMs: 10, event: event('b'), hash: undefined });
        expect(all[121]).toMatchObject({ atMs: 20, event: event('c-119') });
        expect(await tx.events(100, 5)).toEqual(all.slice(100, 105));
        expect(await tx.events(122, 5)).toEqual([]);
      });
    });
  });

  it('leave no gap where a transaction failed', async () => {
    await withStore(async (store) => {
      await store.write((tx) => tx.appendEvents(1, [event('a')]));
      const failing = store.write(async (tx) => {
        await tx.appendEvents(2, [event('never')]);
        throw new Error('failed');
      });
      await expect(failing).rejects.toThrow('failed');
      await store.write((tx) => tx.appendEvents(3, [event('b')]));
      expect((await store.read((tx) => tx.events(0, 10))).map(({ position, atMs }) => [position, atMs])).toEqual([
        [1, 1],
        [2, 3],
      ]);
    });
  });

  it('are linked by hash in order, however many at a time, and the chain verifies', { tags: ['engine.events.chain', 'real'] }, async () => {
    const batches = fc.array(fc.record({ events: fc.array(anyEvent, { maxLength: 4 }), seal: fc.nat({ max: 5 }) }), { maxLength: 6 });
    const property = fc.asyncProperty(batches, (all) =>
      withStore(async (store) => {
        let sealed = 0;
        let written = 0;
        for (const { events, seal } of all) {
          await store.write((tx) => tx.appendEvents(written, events));
          written += events.length;
          const count = await store.write((tx) => tx.sealEvents(seal));
          expect(count).toBe(Math.min(seal, written - sealed));
          sealed += count;
        }
        const stored = await store.read((tx) => tx.events(0, 1_000));
        expectChain(stored.slice(0, sealed));
        expect(stored.slice(sealed).filter(({ hash }) => hash !== undefined)).toEqual([]);
      }),
    );
    await fc.assert(property, { numRuns: 40 });
  });

  const SEALED_AND_NOT = [event('sealed'), event('not sealed')];

  async function withEvents(body: (database: DatabaseSync) => Promise<void>): Promise<void> {
    await withStore(async (store, database) => {
      await store.write((tx) => tx.appendEvents(1, SEALED_AND_NOT));
      await store.write((tx) => tx.sealEvents(1));
      const before = await store.read((tx) => tx.events(0, 10));
      await body(database);
      expect(await store.read((tx) => tx.events(0, 10))).toEqual(before);
    });
  }

  it.each([
    'delete from events where position = 1',
    'delete from events where position = 2',
    'delete from events',
    `update events set event = '{}' where position = 2`,
    'update events set at_ms = 5 where position = 2',
    'update events set position = 7 where position = 2',
    `update events set hash = 'other' where position = 1`,
    'update events set hash = null where position = 1',
    `update events set hash = 'x', event = '{}' where position = 2`,
  ])('do not change: %s', async (statement) => {
    await withEvents(async (database) => {
      expect(() => database.exec(statement)).toThrow(/events (are never deleted|never change)/);
    });
  });

  it('that somebody took away by force are noticed by the sealer', async () => {
    await withStore(async (store, database) => {
      await store.write((tx) => tx.appendEvents(1, [event('a'), event('b'), event('c'), event('d')]));
      await store.write((tx) => tx.sealEvents(1));
      database.exec('drop trigger events_no_delete; delete from events where position = 3');
      await expect(store.write((tx) => tx.sealEvents(10))).rejects.toMatchObject({
        kind: 'corrupt',
        message: expect.stringContaining('gap at position 3') as string,
      });
      database.exec('delete from events where position = 1');
      await expect(store.write((tx) => tx.sealEvents(1))).rejects.toMatchObject({ kind: 'corrupt' });
    });
  });
});
