import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, hashOptions } from './options-hash.js';

/** The same data with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.create(null) as object;
  for (const key of Object.keys(value).toReversed()) {
    Object.defineProperty(copy, key, { value: reversed(Reflect.get(value, key)), enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

describe('canonical JSON', () => {
  it('is the same whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('is JSON of the same data', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    [{ b: 1, a: [{ d: 1, c: 2 }] }, '{"a":[{"c":2,"d":1}],"b":1}'],
    [{ a: undefined, b: null }, '{"b":null}'],
    [[undefined, 1], '[null,1]'],
    [JSON.parse('{"__proto__":{"x":1},"a":1}'), '{"__proto__":{"x":1},"a":1}'],
    [{ constructor: 1, 10: 'ten', 9: 'nine' }, '{"9":"nine","10":"ten","constructor":1}'],
    [undefined, 'null'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ])('writes %j as %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});

describe('the hash of options', () => {
  it('is 32 hexadecimal digits, the same for the same content', () => {
    expect(hashOptions({ a: 1, b: 2 })).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOptions({ b: 2, a: 1 })).toBe(hashOptions({ a: 1, b: 2 }));
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: null }, {}],
    [{}, JSON.parse('{"__proto__":{"a":1}}')],
  ])('tells %j and %j apart', (one, other) => {
    expect(hashOptions(one)).not.toBe(hashOptions(other));
  });
});
