import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { locateJson } from './locate-json.js';
import { findLocated, positionOf } from './located.js';

/** Every path in a value, its own included. */
function pathsOf(value: unknown, path: readonly PropertyKey[] = []): readonly (readonly PropertyKey[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const parts = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...parts.flatMap(([key, part]: [PropertyKey, unknown]) => pathsOf(part, [...path, key]))];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as { readonly [name: PropertyKey]: unknown })[key], value);
}

it('finds each value of any JSON text from its first to its last character, and each key', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      const { root, doubleKeys } = locateJson(text);
      expect(doubleKeys).toEqual([]);
      for (const path of pathsOf(JSON.parse(text))) {
        const { found, isExact } = findLocated(root, path);
        expect(isExact).toBe(true);
        expect(JSON.parse(text.slice(found.valueAt, found.endAt))).toEqual(valueAt(JSON.parse(text), path));
        const key = path.at(-1);
        expect(text.slice(found.keyAt).startsWith(typeof key === 'string' ? JSON.stringify(key) : (text[found.keyAt] ?? ''))).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

it('tells keys that stand twice, at any depth', () => {
  const text = '{"a":1,\n "b":[{"c":1, "\\u0063":2}],\n "a":3}';
  const { doubleKeys } = locateJson(text);
  expect(doubleKeys.map(({ firstAt, secondAt }) => [positionOf(text, firstAt), positionOf(text, secondAt)])).toEqual([
    [
      { line: 2, column: 8 },
      { line: 2, column: 15 },
    ],
    [
      { line: 1, column: 2 },
      { line: 3, column: 2 },
    ],
  ]);
});

it('answers what is around a path that is not there', () => {
  const { root } = locateJson('{"a": {"b": 1}}');
  expect(findLocated(root, ['a', 'x', 'y'])).toMatchObject({ isExact: false, found: { valueAt: 6 } });
});
