const MAX_DEPTH = 64;

/** Keys that would reach a prototype where somebody is careless. */
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What is wrong with the nesting of a parsed value; undefined when nothing is. Does not recurse. */
export function depthProblem(value: unknown): string | undefined {
  for (const { depth } of walk(value)) {
    if (depth > MAX_DEPTH) return `lists and objects are nested more than ${MAX_DEPTH} deep. Check what wrote the file.`;
  }
  return undefined;
}

/** What is wrong with the keys anywhere in a parsed value; undefined when nothing is. */
export function unsafeKeyProblem(value: unknown): string | undefined {
  for (const { key } of walk(value)) {
    if (key !== undefined && UNSAFE_KEYS.has(key)) return `the key "${key}" is not allowed anywhere; remove it`;
  }
  return undefined;
}

interface Step {
  readonly key: string | undefined;
  readonly value: unknown;
  readonly depth: number;
}

function* walk(value: unknown): Generator<Step> {
  const open: Step[] = [{ key: undefined, value, depth: 0 }];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    yield step;
    const { value: inner, depth } = step;
    if (typeof inner !== 'object' || inner === null) continue;
    const isList = Array.isArray(inner);
    for (const [key, entry] of Object.entries(inner)) open.push({ key: isList ? undefined : key, value: entry, depth: depth + 1 });
  }
}
