import type { CloudPage, CloudPageInput } from './api.js';
import { CloudError } from './errors.js';

/** Cuts a page out of a list that does not change while it is read. */
export function pageOf<Item>(items: readonly Item[], input: CloudPageInput, pageSize: number): CloudPage<Item> {
  const from = input.cursor === undefined ? 0 : Number(input.cursor);
  if (!Number.isInteger(from) || from < 0) throw new CloudError('InvalidParameterValue', 'the cursor is not one of this cloud');
  const to = from + Math.min(input.limit ?? pageSize, pageSize);
  return { items: items.slice(from, to), nextCursor: to < items.length ? String(to) : undefined };
}

/** Cuts a page out of rows that were read with one row more than the page takes, in the order of their ids. */
export function pageByIds<Item extends { readonly id: string }>(rows: readonly Item[], size: number): CloudPage<Item> {
  const items = rows.slice(0, size);
  return { items, nextCursor: rows.length > size ? items.at(-1)?.id : undefined };
}
