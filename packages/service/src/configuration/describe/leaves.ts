/** A value without parts, and where it stands. */
export interface Leaf {
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
}

/** Everything in a value that has no parts of its own; an empty list or object counts as such. */
export function leavesOf(value: unknown, path: readonly PropertyKey[] = []): readonly Leaf[] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [{ path, value }];
  const parts = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return parts.length === 0 ? [{ path, value }] : parts.flatMap(([key, part]: [PropertyKey, unknown]) => leavesOf(part, [...path, key]));
}
