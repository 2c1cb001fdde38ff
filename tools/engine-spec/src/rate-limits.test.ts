import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Site } from './harness/site.js';

let site: Site;

beforeEach(async () => {
  site = await Site.open();
});

afterEach(async () => {
  await site.close();
});

/** A connection's allowance of one action, as all processes share it. */
async function bucket(owner: string, action: string) {
  return site.store.read((tx) => tx.bucket(`mock/${owner}/${action}`));
}

async function identity(): Promise<string> {
  const state = await site.store.read((tx) => tx.connection('mock-1'));
  return `${state?.identity?.account}/${state?.identity?.region}`;
}

describe('the token bucket of every cloud call', { tags: ['engine.calls.rate-limit', 'simulated'] }, () => {
  it('is keyed by account and region as soon as the first sweep has recorded them, in the engine that made that sweep', async () => {
    site.start();
    await site.ended(await site.request(1));
    expect(await bucket('connection mock-1', 'ListResources')).toBeDefined();
    expect(await bucket('connection mock-1', 'RunInstances')).toBeUndefined();
    expect(await bucket(await identity(), 'RunInstances')).toBeDefined();
    expect(await bucket(await identity(), 'ListResources')).toBeDefined();
  });

  it('is keyed by account and region from the first call of every later engine', async () => {
    const first = site.start();
    await site.ended(await site.request(1));
    await first.stop();
    const before = await bucket('connection mock-1', 'ListResources');
    site.start();
    await site.ended(await site.request(1));
    expect(await bucket('connection mock-1', 'ListResources')).toEqual(before);
  });

  it('refills more slowly after the cloud throttled, and what was asked still comes to be', { tags: ['fault.row-10'] }, async () => {
    site.start();
    await site.ended(await site.request(1));
    const seed = (await bucket(await identity(), 'RunInstances'))!.refillPerSecond;
    site.cloud.addFault({ kind: 'error', on: 'RunInstances', code: 'RequestLimitExceeded' });
    const requestId = await site.request(2);
    await site.until(async () => (await bucket(await identity(), 'RunInstances'))!.refillPerSecond < seed);
    expect((await bucket(await identity(), 'RunInstances'))!.refillPerSecond).toBe(seed / 2);
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(site.live()).toHaveLength(3);
  });
});
