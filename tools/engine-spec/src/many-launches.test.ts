import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Site } from './harness/site.js';

const REQUESTS = 100;

let site: Site;

beforeEach(async () => {
  site = await Site.open();
});

afterEach(async () => {
  await site.close();
});

/** Launches that were sent or wait to be sent, and have no answer yet. */
async function launchesUnderWay(): Promise<number> {
  return site.store.read(async (tx) => {
    const intents = await tx.intents({ connection: 'mock-1', settled: false });
    const attempts = await Promise.all(intents.map(({ intentId }) => tx.attempts(intentId)));
    return attempts.flat().filter(({ state }) => state === 'sending').length;
  });
}

describe('many requests at once', { tags: ['engine.calls.rate-limit', 'simulated'] }, () => {
  it('are launched as the rate limit allows: few under way at a time, each sent once, none held against the cloud', async () => {
    site.cloud.addFault({ kind: 'hang', on: 'RunInstances', side: 'before', durationMs: 2_000, when: { times: REQUESTS } });
    const requestIds = [];
    for (let one = 0; one < REQUESTS; one += 1) requestIds.push(await site.request(1));
    site.start();
    let most = 0;
    await site.until(async () => {
      most = Math.max(most, await launchesUnderWay());
      return site.live().length === REQUESTS;
    }, 60 * 60_000);
    expect(most).toBe(16);
    for (const requestId of requestIds) {
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      const [intent, ...others] = await site.intents(requestId);
      expect(others).toEqual([]);
      expect(await site.store.read((tx) => tx.attempts(intent!.intentId))).toHaveLength(1);
    }
    expect(site.launches()).toHaveLength(REQUESTS);
    const state = await site.store.read((tx) => tx.connection('mock-1'));
    expect(state?.breaker).toMatchObject({ failures: 0 });
  });
});
