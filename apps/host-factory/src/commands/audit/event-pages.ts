import type { RecordedEvent, Store } from '@hostwright/core';

const PAGE_EVENTS = 500;

/** Which events are wanted. */
export interface EventSelection {
  readonly limit: number;
  readonly isWanted: (event: RecordedEvent) => boolean;
}

/** The first wanted events after a position, page by page. */
export async function* eventsAfter(
  store: Store,
  position: number,
  { limit, isWanted }: EventSelection,
): AsyncGenerator<readonly RecordedEvent[]> {
  let after = position;
  for (let left = limit; left > 0;) {
    const page = await readPage(store, after);
    const wanted = page.filter(isWanted).slice(0, left);
    yield wanted;
    left -= wanted.length;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_EVENTS) return;
    after = last.position;
  }
}

/** The newest wanted events, oldest first. */
export async function newestEvents(store: Store, last: number, { limit, isWanted }: EventSelection): Promise<readonly RecordedEvent[]> {
  const found: RecordedEvent[] = [];
  for (let end = last; end > 0 && found.length < limit; end -= PAGE_EVENTS) {
    const page = await readPage(store, Math.max(0, end - PAGE_EVENTS));
    found.unshift(...page.filter((event) => event.position <= end && isWanted(event)));
  }
  return found.slice(Math.max(0, found.length - limit));
}

async function readPage(store: Store, after: number): Promise<readonly RecordedEvent[]> {
  return store.read((tx) => tx.events(after, PAGE_EVENTS));
}
