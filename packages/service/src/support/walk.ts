/** A text within a parsed file, or a number: a PIN is one. */
export interface TextPlace {
  readonly text: string;
  /** Keys from the outside to the inside; positions of lists are left out. */
  readonly keys: readonly string[];
}

const MAX_DEPTH = 100;

/** Every text and number within a value, with its keys. Each object is looked at once: a value may hold itself. */
export function textsIn(value: unknown): readonly TextPlace[] {
  const seen = new Set<object>();
  const visit = (part: unknown, keys: readonly string[]): readonly TextPlace[] => {
    if (typeof part === 'string') return [{ text: part, keys }];
    if (typeof part === 'number' || typeof part === 'bigint') return [{ text: String(part), keys }];
    if (typeof part !== 'object' || part === null || seen.has(part) || keys.length > MAX_DEPTH) return [];
    seen.add(part);
    const isList = Array.isArray(part);
    return Object.entries(part).flatMap(([key, entry]) => visit(entry, isList ? keys : [...keys, key]));
  };
  return visit(value, []);
}
