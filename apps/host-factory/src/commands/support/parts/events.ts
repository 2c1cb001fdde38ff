import type { RecordedEvent, Store } from '@hostwright/core';
import type { BundlePart } from '../source.js';

const PAGE = 1_000;
const MAX_EVENTS = 50_000;

/** What happened lately, one event a line. */
export const events: BundlePart = {
  name: 'store/events.jsonl',
  collect: async ({ store, sinceMs }) => {
    if (store === undefined) return [{ what: 'store/events.jsonl', why: 'the store is not there or cannot be opened' }];
    const found = await eventsSince(store, sinceMs);
    const text = found.map((event) => `${JSON.stringify(event)}\n`).join('');
    return [{ name: 'store/events.jsonl', about: `${found.length} events since ${new Date(sinceMs).toISOString()}`, text }];
  },
};

/** The newest ones, where there are too many. */
async function eventsSince(store: Store, sinceMs: number): Promise<readonly RecordedEvent[]> {
  const last = await lastPosition(store);
  let after = Math.max(await positionBefore(store, last, sinceMs), last - MAX_EVENTS);
  const found: RecordedEvent[] = [];
  for (;;) {
    const page = await store.read((tx) => tx.events(after, PAGE));
    found.push(...page.filter(({ atMs }) => atMs >= sinceMs));
    const position = page.at(-1)?.position;
    if (position === undefined || page.length < PAGE) return found;
    after = position;
  }
}

/** The log has no index by time, and positions without gaps: each question halves what is left. */
async function positionBefore(store: Store, last: number, sinceMs: number): Promise<number> {
  let [low, high] = [0, last];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [event] = await store.read((tx) => tx.events(middle, 1));
    if (event !== undefined && event.atMs < sinceMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function lastPosition(store: Store): Promise<number> {
  let [low, high] = [0, 1];
  const isThere = async (position: number): Promise<boolean> => (await store.read((tx) => tx.events(position - 1, 1))).length > 0;
  while (await isThere(high)) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isThere(middle)) low = middle;
    else high = middle;
  }
  return low;
}
