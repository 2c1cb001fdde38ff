import type { Store } from '@hostwright/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideStart, forgetStarts, INLINE_RETRY_MS, isInlineHost, readStarts, STARTING_MS, STARTS_BEFORE_INLINE } from './starts.js';
import { aStore } from './testing/builders.js';

const NOW = 1_800_000_000_000;
let store: Store;

beforeEach(async () => {
  store = await aStore();
});
afterEach(() => store.close());

/** Starts that came to nothing, each as soon as it may be. Answers the time of the last. */
async function startInVain(times: number): Promise<number> {
  let now = NOW;
  for (let start = 0; start < times; start += 1) {
    now += STARTING_MS;
    expect(await decideStart(store, now, 'host-1')).toBe('start');
  }
  return now;
}

describe('whether to start an agent', () => {
  it('lets one of many callers start it', async () => {
    const decisions = await Promise.all(Array.from({ length: 8 }, () => decideStart(store, NOW, 'host-1')));
    expect(decisions.toSorted()).toEqual([...Array<string>(7).fill('starting'), 'start'].toSorted());
  });

  it('gives a start some time before the next', async () => {
    await startInVain(1);
    expect(await decideStart(store, NOW + 2 * STARTING_MS - 1, 'host-1')).toBe('starting');
    expect(await decideStart(store, NOW + 2 * STARTING_MS, 'host-1')).toBe('start');
  });

  it(
    'takes a host for an inline host after three starts in vain, and tries again after an hour',
    { tags: ['agent.inline', 'real'] },
    async () => {
      const last = await startInVain(STARTS_BEFORE_INLINE);
      expect(await decideStart(store, last + STARTING_MS, 'host-1')).toBe('inline');
      expect(await decideStart(store, last + INLINE_RETRY_MS - 1, 'host-1')).toBe('inline');
      expect(isInlineHost(await readStarts(store, 'host-1'))).toBe(true);
      expect(await decideStart(store, last + INLINE_RETRY_MS, 'host-1')).toBe('start');
      expect(await decideStart(store, last + INLINE_RETRY_MS + STARTING_MS, 'host-1')).toBe('inline');
    },
  );

  it('counts each host for itself', async () => {
    const last = await startInVain(STARTS_BEFORE_INLINE);
    expect(await decideStart(store, last, 'host-2')).toBe('start');
  });

  it('forgets the starts of an agent that got something done', async () => {
    const last = await startInVain(STARTS_BEFORE_INLINE);
    await forgetStarts(store, 'host-1');
    await forgetStarts(store, 'host-1');
    expect(await readStarts(store, 'host-1')).toEqual({ startsWithoutProgress: 0, lastStartAtMs: 0 });
    expect(await decideStart(store, last + 1, 'host-1')).toBe('start');
  });

  it('is not held up by a clock that was set back', async () => {
    await startInVain(1);
    expect(await decideStart(store, NOW - 24 * 3_600_000, 'host-1')).toBe('start');
  });
});
