import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ReadTransaction, Store, WriteTransaction } from '@hostwright/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.js';
import { acquireRequest, machine } from '../testing/records.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { openSqliteStore } from './open.js';

const folder = temporaryFolders();
let file = '';
let store: Store;
beforeEach(async () => {
  file = join(folder(), 'store.db');
  store = await openSqliteStore({ file });
});
afterEach(() => store.close());

describe('a transaction', { tags: ['store.transactions', 'real'] }, () => {
  it('keeps nothing of a body that fails, and passes its error on', async () => {
    const failure = new Error('changed my mind');
    const body = async (tx: WriteTransaction) => {
      await tx.saveNote('key', 'value');
      await tx.nextSequence();
      throw failure;
    };
    await expect(store.write(body)).rejects.toBe(failure);
    expect(await store.read((tx) => tx.note('key'))).toBeUndefined();
    expect((await store.read((tx) => tx.deployment())).lastSequence).toBe(0);
  });

  it('sees its own changes', async () => {
    const seen = await store.write(async (tx) => {
      await tx.saveNote('key', 'value');
      return tx.note('key');
    });
    expect(seen).toBe('value');
  });

  it('goes on after a conflict, which changed nothing', async () => {
    await store.write((tx) => tx.saveRequest(acquireRequest()));
    await store.write(async (tx) => {
      await tx.saveNote('before', 'kept');
      await expect(tx.saveRequest(acquireRequest())).rejects.toMatchObject({ kind: 'conflict' });
      await tx.saveNote('after', 'kept too');
    });
    expect(await store.read(async (tx) => [await tx.note('before'), await tx.note('after')])).toEqual(['kept', 'kept too']);
  });

  it('cannot be committed by a body that goes on after another failure', async () => {
    const database = new DatabaseSync(file);
    database.exec('drop table buckets');
    database.close();
    const written = store.write(async (tx) => {
      await tx.saveNote('before', 'lost');
      await tx.bucket('any').catch(() => undefined);
      await tx.saveNote('after', 'lost too').catch(() => undefined);
    });
    await expect(written).rejects.toMatchObject({ kind: 'corrupt' });
    expect(await store.read(async (tx) => [await tx.note('before'), await tx.note('after')])).toEqual([undefined, undefined]);
    await store.write((tx) => tx.saveNote('next', 'works'));
  });

  it('has methods that refuse once it is over', async () => {
    const ended: ReadTransaction[] = [];
    await store.write(async (tx) => void ended.push(tx));
    await store.read(async (tx) => void ended.push(tx));
    await store.read(async (tx) => Promise.reject(new Error(String(ended.push(tx))))).catch(() => undefined);
    expect(ended).toHaveLength(3);
    for (const tx of ended) await expect(tx.note('key')).rejects.toThrow('the transaction is over');
  });

  it('may ask for several things at once', async () => {
    await store.write(async (tx) => {
      await Promise.all(['a', 'b', 'c'].map((key) => tx.saveNote(key, key)));
    });
    const notes = await store.read((tx) => Promise.all(['a', 'b', 'c'].map((key) => tx.note(key))));
    expect(notes).toEqual(['a', 'b', 'c']);
  });

  it('keeps nothing of calls that still run when another one makes its body fail', async () => {
    await store.write((tx) => tx.saveRequest(acquireRequest()));
    const machines = Array.from({ length: 300 }, (_, number) => machine({ machineId: `i-${number}` }));
    const writes = [0, 1, 2].map(() =>
      store.write(async (tx) => {
        await Promise.all([tx.saveRequest(acquireRequest()), tx.saveMachines(machines), tx.saveNote('key', 'value')]);
      }),
    );
    const ends = await Promise.allSettled([...writes, store.write((tx) => tx.saveNote('other', 'value'))]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
    await store.read(async (tx) => {
      expect(await tx.machines({})).toEqual([]);
      expect([await tx.note('key'), await tx.note('other')]).toEqual([undefined, 'value']);
    });
  });

  it('runs alone: transactions of one process begun at once do not mix', async () => {
    const addOne = async (tx: WriteTransaction) => {
      const count = Number((await tx.note('count')) ?? 0);
      await tx.saveNote('count', String(count + 1));
    };
    const failing = async (tx: WriteTransaction) => {
      await addOne(tx);
      throw new Error('not this one');
    };
    const writes = Array.from({ length: 40 }, (_, index) => store.write(index % 4 === 0 ? failing : addOne));
    const ends = await Promise.allSettled(writes);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(30);
    expect(await store.read((tx) => tx.note('count'))).toBe('30');
  });

  it.each([true, false])('with durable: %s is there for every other connection once it returns', async (durable) => {
    await store.write((tx) => tx.saveNote('key', 'value'), { durable });
    const other = await openSqliteStore({ file });
    expect(await other.read((tx) => tx.note('key'))).toBe('value');
    await other.close();
  });

  it.each([
    { options: undefined, synchronous: 2 },
    { options: { durable: true }, synchronous: 2 },
    { options: { durable: false }, synchronous: 1 },
  ])('waits for the disk (2) or not (1): $options -> $synchronous', async ({ options, synchronous }) => {
    const database = new DatabaseSync(':memory:');
    const memory = await openSqliteStore({ database });
    // What came before decides nothing.
    for (const durable of [true, false]) {
      await memory.write(async () => undefined, { durable });
      await memory.write(async () => expect(database.prepare('pragma synchronous').get()).toEqual({ synchronous }), options);
    }
    await memory.close();
    database.close();
  });

  it('is refused by a closed store; closing may be repeated', async () => {
    await store.close();
    await store.close();
    await expect(store.read((tx) => tx.note('key'))).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(store.write((tx) => tx.saveNote('key', 'value'))).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('is finished before the store closes', async () => {
    const written = store.write((tx) => tx.saveNote('key', 'value'));
    await store.close();
    await written;
    store = await openSqliteStore({ file });
    expect(await store.read((tx) => tx.note('key'))).toBe('value');
  });
});

describe('a lock that another process holds', { tags: ['store.transactions', 'fault.row-18', 'real'] }, () => {
  let other: DatabaseSync;
  beforeEach(() => {
    other = new DatabaseSync(file);
    other.exec('begin immediate');
  });
  afterEach(() => other.close());

  it('is waited for by the clock, in short sleeps', async () => {
    const clock = new ManualClock((sleeps) => (sleeps === 12 ? other.exec('rollback') : undefined));
    const waiting = await openSqliteStore({ file, clock, busyTimeoutMs: 4_000 });
    await waiting.write((tx) => tx.saveNote('key', 'value'));
    expect(clock.sleeps).toHaveLength(12);
    expect(Math.max(...clock.sleeps)).toBeLessThanOrEqual(32);
    expect(await waiting.read((tx) => tx.note('key'))).toBe('value');
    await waiting.close();
  });

  it('is waited for so long as agreed, then the body was never run', async () => {
    const clock = new ManualClock();
    const waiting = await openSqliteStore({ file, clock, busyTimeoutMs: 500 });
    let runs = 0;
    const written = waiting.write(async () => void (runs += 1));
    await expect(written).rejects.toMatchObject({
      kind: 'busy',
      message: expect.stringMatching(/store\.db': .* It stayed so for 500 ms\. Nothing was changed: try again\.$/) as string,
    });
    expect(clock.monotonic()).toBe(500);
    expect(runs).toBe(0);
    await waiting.close();
  });

  it('does not hinder reading', async () => {
    other.exec(`insert into notes (key, value) values ('key', 'not committed')`);
    const clock = new ManualClock();
    const reader = await openSqliteStore({ file, clock });
    expect(await reader.read((tx) => tx.note('key'))).toBeUndefined();
    other.exec('commit');
    expect(await reader.read((tx) => tx.note('key'))).toBe('not committed');
    expect(clock.sleeps).toEqual([]);
    await reader.close();
  });

  it('is not taken by readers: what they see stays the same while others write', async () => {
    other.exec('rollback');
    const seen = await store.read(async (tx) => {
      const before = await tx.note('key');
      other.exec(`insert into notes (key, value) values ('key', 'value')`);
      return [before, await tx.note('key')];
    });
    expect(seen).toEqual([undefined, undefined]);
    expect(await store.read((tx) => tx.note('key'))).toBe('value');
  });
});

describe('a store in memory', () => {
  it('is of this process alone', async () => {
    const memory = await openSqliteStore({ file: ':memory:' });
    await memory.write((tx) => tx.saveNote('key', 'value'));
    expect(await memory.read((tx) => tx.note('key'))).toBe('value');
    await memory.close();
  });

  it('can be shared by several, each closing for itself', async () => {
    const database = new DatabaseSync(':memory:');
    const clock = new ManualClock();
    const [first, second] = [await openSqliteStore({ database, clock }), await openSqliteStore({ database, clock })];
    await Promise.all([first, second].map((one, index) => one.write((tx) => tx.saveNote(`key-${index}`, 'value'))));
    await first.close();
    await expect(first.read((tx) => tx.note('key-0'))).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await second.read((tx) => tx.note('key-0'))).toBe('value');
    expect(clock.sleeps).toEqual([]);
    await second.close();
    expect(database.isOpen).toBe(true);
    database.close();
  });
});
