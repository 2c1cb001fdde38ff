import { describe, expect, it } from 'vitest';
import type { Store, StoreErrorKind } from '@hostwright/core';
import { openSqliteStore } from '@hostwright/store';
import { gateStore } from './gated-store.js';
import { Choices } from './random.js';
import { drained, Scheduler } from './scheduler.js';
import { SimProcess } from './sim-process.js';
import { StoreFaults } from './store-faults.js';
import { takeDatabase } from './store-image.js';
import { VirtualTime } from './virtual-time.js';

async function site() {
  const time = new VirtualTime();
  const scheduler = new Scheduler(new Choices(1, 'scheduler'), undefined);
  const faults = new StoreFaults(time, new Choices(1, 'faults'));
  const database = await takeDatabase();
  const open = async (name: string): Promise<{ readonly process: SimProcess; readonly store: Store }> => {
    const process = new SimProcess(name, time, scheduler);
    const store = await openSqliteStore({ database, clock: process.clock, random: new Choices(1, name) });
    return { process, store: gateStore(store, { process, faults, nowMs: () => time.nowMs, committed: () => undefined }) };
  };
  const until = async <Result>(work: Promise<Result>): Promise<Result> => {
    let over = false;
    const end = (): void => void (over = true);
    work.then(end, end);
    for (;;) {
      await drained();
      if (over) return work;
      if (!scheduler.step() && !time.jump()) throw new Error('nothing will ever happen again');
    }
  };
  return { time, faults, open, until };
}

const kindOf = (work: Promise<unknown>): Promise<StoreErrorKind | 'none'> =>
  work.then(
    () => 'none' as const,
    (error: { readonly kind: StoreErrorKind }) => error.kind,
  );

describe('the store as a simulated process sees it', { tags: ['proof.simulation', 'simulated'] }, () => {
  it('loses its connection before a commit, and then nothing was changed, or after it, and then everything was', async () => {
    const { faults, open, until } = await site();
    const { store } = await open('a');
    for (const [error, stored] of [
      ['lost-before', undefined],
      ['lost-after', 'value'],
    ] as const) {
      faults.add({ error, on: 'write', probability: 1, forMs: 1_000, onHit: () => undefined });
      expect(await until(kindOf(store.write((tx) => tx.saveNote(error, 'value'))))).toBe('unavailable');
      faults.clear();
      expect(await until(store.read((tx) => tx.note(error)))).toBe(stored);
    }
  });

  it('is locked by a process that is paused in a transaction, which then does what it would have done before', async () => {
    const { time, open, until } = await site();
    const paused = await open('a');
    const other = await open('b');
    const beganAtMs = time.elapsedMs;
    paused.process.interrupt({ matches: (point) => point.at === 'in-transaction', pauseMs: 5_000, onHit: () => undefined });
    let seenMs = -1;
    const held = paused.store.write(async (tx) => {
      seenMs = paused.process.clock.monotonic();
      await tx.saveNote('who', 'a');
    });
    await drained();
    time.after(1_000, () => undefined);
    expect(await until(kindOf(other.process.clock.sleep(1_000).then(() => other.store.write((tx) => tx.saveNote('who', 'b')))))).toBe(
      'busy',
    );
    expect(await until(other.store.read((tx) => tx.note('who')))).toBeUndefined();
    await until(held);
    expect([seenMs, time.elapsedMs]).toEqual([beganAtMs, beganAtMs + 5_000]);
    expect(await until(other.store.read((tx) => tx.note('who')))).toBe('a');
    expect(paused.process.clock.monotonic()).toBe(beganAtMs + 5_000);
  });
});
