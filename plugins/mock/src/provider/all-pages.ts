import type { CloudPage } from '../cloud/api.js';

/** Reads a listing to its end. */
export async function readAllPages<Item>(read: (cursor: string | undefined) => Promise<CloudPage<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}
