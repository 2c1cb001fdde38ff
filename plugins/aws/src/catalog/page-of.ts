import { ProviderError, type Page, type PageInput } from '@hostwright/core/provider';

/** Most items of one page, as the contract has it. */
const MOST_ITEMS = 1_000;

/** What a cursor of ours consists of: the key of the last item that was given. */
const CURSOR = /^[A-Za-z0-9./-]{1,200}$/;

/**
 * Cuts one page out of a list that is sorted by its keys. The cursor is the last key given, so that a list that was read anew between two
 * pages goes on at the right place.
 *
 * @throws {ProviderError} `InvalidSettings` for a cursor that is none of ours
 */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { cursor, limit = MOST_ITEMS }: Pick<PageInput, 'cursor' | 'limit'>,
): Page<Item> {
  if (cursor !== undefined && !CURSOR.test(cursor))
    throw new ProviderError('InvalidSettings', 'the cursor of the listing is none that this listing gave; start again without one', {
      subject: 'cursor',
    });
  const from = cursor === undefined ? 0 : firstAfter(items, keyOf, cursor);
  const page = items.slice(from, from + Math.min(limit, MOST_ITEMS));
  const last = page.at(-1);
  return { items: page, nextCursor: last !== undefined && from + page.length < items.length ? keyOf(last) : undefined };
}

function firstAfter<Item>(items: readonly Item[], keyOf: (item: Item) => string, cursor: string): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && keyOf(item) <= cursor) low = middle + 1;
    else high = middle;
  }
  return low;
}
