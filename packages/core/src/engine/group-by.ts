/** One or more. */
export type Some<Item> = readonly [Item, ...Item[]];

/** Items by their key: a group is made by its first item, and so never empty. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Some<Item>> {
  return Map.groupBy(items, keyOf) as ReadonlyMap<string, unknown> as ReadonlyMap<string, Some<Item>>;
}

/** Items in their order, at most `size` together. */
export function inBatches<Item>(items: readonly Item[], size: number): readonly Some<Item>[] {
  const count = Math.ceil(items.length / size);
  const batches: readonly unknown[] = Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
  return batches as readonly Some<Item>[];
}
