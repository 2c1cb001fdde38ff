import { isRecord } from './check-input.js';

/** `over` laid on `base`: objects are merged key by key, everything else is replaced. */
export function mergeDeep(
  base: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const before = merged.get(key);
    merged.set(key, isRecord(before) && isRecord(value) ? mergeDeep(before, value) : value);
  }
  return Object.fromEntries(merged);
}

/** The same without what is undefined, so that JSON and memory agree. */
export function withoutUndefined<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Value;
}
