import { ProviderError, type Page } from '@hostwright/core/provider';

/** Most items of a page, when the caller does not say. */
const PAGE = 500;

/** One page of a list that is at hand: what comes after the item that the cursor names. @throws {ProviderError} `NotFound` */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  page: { readonly cursor?: string; readonly limit?: number },
): Page<Item> {
  const { cursor, limit = PAGE } = page;
  const last = cursor === undefined ? -1 : items.findIndex((item) => keyOf(item) === cursor);
  if (cursor !== undefined && last === -1)
    throw new ProviderError('NotFound', 'the list has changed since the last page, or the cursor is none: list anew');
  const chosen = items.slice(last + 1, last + 1 + limit);
  const end = chosen.at(-1);
  return { items: chosen, nextCursor: end === undefined || last + 1 + limit >= items.length ? undefined : keyOf(end) };
}
