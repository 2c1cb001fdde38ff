import { beforeEach, describe, expect, it } from 'vitest';
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

  it('is kept while something takes long, and not taken anew once it is lost', async () => {
    await holdLease(as('a'));
    const stop = new AbortController();
    const waits: (() => void)[] = [];
    const clock = { now: () => 0, monotonic: () => 0, sleep: () => new Promise<void>((resolve) => waits.push(resolve)) };
    const kept = keepLease(as('a'), clock, stop.signal);
    const elapse = async (durationMs: number): Promise<void> => {
      store.nowMs += durationMs;
      waits.pop()?.();
      await new Promise<void>((resolve) => setImmediate(resolve));
    };
    await elapse(LEASE_MS * 0.6);
    expect(store.state?.leaseUntilMs).toBe(store.nowMs + LEASE_MS);
    await releaseLease(as('a'));
    await elapse(LEASE_MS);
    expect(store.state?.holder).toBeUndefined();
    stop.abort();
    await elapse(0);
    await kept;
  });
});
