import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../ports/store.js';
import { holdLease, keepLease, releaseLease, type LeaseOptions } from './lease.js';
import { ConnectionStore, NOW_MS } from './testing/builders.js';

const LEASE_MS = 30_000;
let store: ConnectionStore;
const as = (holder: string): LeaseOptions => ({
  store: store as unknown as Store,
  connection: 'c-1',
  provider: 'mock',
  holder,
  leaseMs: LEASE_MS,
});

beforeEach(() => {
  store = new ConnectionStore();
});

describe('the lease of a connection', { tags: ['engine.leases', 'simulated'] }, () => {
  it('is taken by the first, who begins an epoch', async () => {
    expect(await holdLease(as('a'))).toMatchObject({ holder: 'a', epoch: 1, leaseUntilMs: NOW_MS + LEASE_MS });
    expect(store.events).toBe(1);
  });

  it('is refused to others while it lasts', { tags: ['fault.row-09'] }, async () => {
    await holdLease(as('a'));
    store.nowMs += LEASE_MS - 1;
    expect(await holdLease(as('b'))).toBeUndefined();
    store.nowMs += 1;
    expect(await holdLease(as('b'))).toMatchObject({ holder: 'b', epoch: 2 });
  });

  it('is renewed by its holder in the same epoch, and written only when half of it is over', async () => {
    await holdLease(as('a'));
    store.nowMs += LEASE_MS / 2 - 1;
    expect(await holdLease(as('a'))).toMatchObject({ leaseUntilMs: NOW_MS + LEASE_MS });
    store.nowMs += 1;
    expect(await holdLease(as('a'))).toMatchObject({ epoch: 1, leaseUntilMs: store.nowMs + LEASE_MS });
    expect(store.events).toBe(1);
  });

  it('is looked at without a write while nothing is to change, by whoever holds it and by whoever waits', async () => {
    await holdLease(as('a'));
    const write = vi.spyOn(store, 'write');
    expect(await holdLease(as('a'))).toMatchObject({ holder: 'a' });
    expect(await holdLease(as('b'))).toBeUndefined();
    expect(write).not.toHaveBeenCalled();
  });

  it('goes to nobody who looked before it was taken', async () => {
    const before = vi.spyOn(store, 'read').mockResolvedValueOnce(undefined);
    await holdLease(as('a'));
    before.mockResolvedValueOnce(undefined);
    expect(await holdLease(as('b'))).toBeUndefined();
    expect(store.state).toMatchObject({ holder: 'a', epoch: 1 });
  });

  it('is renewed by its holder when it ends later than any lease can: a clock was set back', async () => {
    await holdLease(as('a'));
    store.nowMs -= 86_400_000;
    expect(await holdLease(as('a'))).toMatchObject({ epoch: 1, leaseUntilMs: store.nowMs + LEASE_MS });
  });

  it('goes to the next at once when it is given back, and never down in epoch', async () => {
    await holdLease(as('a'));
    await releaseLease(as('b'));
    expect(await holdLease(as('b'))).toBeUndefined();
    await releaseLease(as('a'));
    expect(await holdLease(as('b'))).toMatchObject({ epoch: 2 });
  });

  it('protects nobody when it ends later than any lease can: a clock was set back', { tags: ['fault.row-21'] }, async () => {
    await holdLease(as('a'));
    store.nowMs -= 86_400_000;
    expect(await holdLease(as('b'))).toMatchObject({ holder: 'b', epoch: 2 });
  });

  describe('that is kept while something takes long', () => {
    const stop = (): void => over.abort();
    let over: AbortController;
    let sleeps: number[];
    let waits: (() => void)[];

    /** Keeps the lease of `a`, and lets time pass as the test says. */
    function keep(): { readonly kept: Promise<void>; readonly elapse: (durationMs: number) => Promise<void> } {
      [over, sleeps, waits] = [new AbortController(), [], []];
      const sleep = (durationMs: number): Promise<void> =>
        new Promise<void>((resolve) => {
          sleeps.push(durationMs);
          waits.push(resolve);
        });
      const kept = keepLease(as('a'), { now: () => 0, monotonic: () => 0, sleep }, over.signal);
      const elapse = async (durationMs: number): Promise<void> => {
        store.nowMs += durationMs;
        waits.pop()?.();
        await new Promise<void>((resolve) => setImmediate(resolve));
      };
      return { kept, elapse };
    }

    it('is renewed thrice in its time, until that ends', async () => {
      await holdLease(as('a'));
      const { kept, elapse } = keep();
      await elapse(LEASE_MS * 0.6);
      expect(store.state?.leaseUntilMs).toBe(store.nowMs + LEASE_MS);
      expect(new Set(sleeps)).toEqual(new Set([LEASE_MS / 3]));
      stop();
      await elapse(LEASE_MS);
      await kept;
      expect(store.state?.leaseUntilMs).toBe(store.nowMs);
    });

    it('is not taken anew once it is given back, or another one’s', async () => {
      await holdLease(as('a'));
      const { kept, elapse } = keep();
      await releaseLease(as('a'));
      await elapse(LEASE_MS);
      expect(store.state?.holder).toBeUndefined();
      await holdLease(as('b'));
      const untilMs = store.state?.leaseUntilMs;
      await elapse(1_000);
      expect(store.state).toMatchObject({ holder: 'b', leaseUntilMs: untilMs });
      stop();
      await elapse(0);
      await kept;
    });

    it('is kept on after the store was busy', async () => {
      await holdLease(as('a'));
      const { kept, elapse } = keep();
      vi.spyOn(store, 'write').mockRejectedValueOnce(new Error('busy'));
      await elapse(1_000);
      await elapse(1_000);
      expect(store.state?.leaseUntilMs).toBe(store.nowMs + LEASE_MS);
      stop();
      await elapse(0);
      await kept;
    });
  });
});
