import type { Page, PageInput } from '@hostwright/core/provider';
import { check, ConformanceError } from './check.js';

const MOST_PAGES = 10_000;

/** Reads a listing to its end. */
export async function allPages<Item>(ask: (page: PageInput) => Promise<Page<Item>>, limit?: number): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await ask({
      signal: new AbortController().signal,
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    check(limit === undefined || page.items.length <= limit, `a page holds at most ${limit} items`);
    items.push(...page.items);
    if (page.nextCursor === undefined) return items;
    cursor = page.nextCursor;
  }
  throw new ConformanceError(`a listing ends within ${MOST_PAGES} pages`);
}
