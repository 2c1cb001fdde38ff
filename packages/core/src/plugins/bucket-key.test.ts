import { describe, expect, it } from 'vitest';
import { recordedBucketKey } from './bucket-key.js';
import { BucketStore } from './testing/bucket-store.js';
import { ManualClock } from './testing/manual-clock.js';

describe('the bucket key of a connection', () => {
  it('is its own name until a sweep recorded the account and region, then those', async () => {
    const store = new BucketStore(new ManualClock());
    const key = recordedBucketKey({ store, connection: 'main' });
    expect(await key()).toBe('connection main');
    store.connections.set('main', { identity: undefined });
    expect(await key()).toBe('connection main');
    store.connections.set('main', { identity: { account: '123', region: 'eu-west-1' } });
    expect(await key()).toBe('123/eu-west-1');
  });

  it('is the same for two connections of one account and region', async () => {
    const store = new BucketStore(new ManualClock());
    const identity = { account: '123', region: 'eu-west-1' };
    for (const connection of ['a', 'b']) store.connections.set(connection, { identity });
    const keys = await Promise.all(['a', 'b'].map((connection) => recordedBucketKey({ store, connection })()));
    expect(new Set(keys).size).toBe(1);
  });
});
