import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fastHash } from './fast-hash.js';

describe('the fast hash', () => {
  it('is 16 hexadecimal digits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fastHash(text)).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });

  it('never changes: snapshots and stores keep it', () => {
    expect(fastHash('{"machineType":"mock.small"}')).toMatchInlineSnapshot(`"5a4db5b2b14d361f"`);
  });

  it('tells 200,000 texts apart that differ in a digit or two, also by each half alone but for chance', () => {
    const hashes = Array.from({ length: 200_000 }, (_, index) =>
      fastHash(`{"machineType":"mock.small","zones":["a"],"volumeSizeGib":${index}}`),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
    // Of 200,000 random numbers of 32 bits about 5 are alike.
    for (const half of [0, 8]) expect(new Set(hashes.map((hash) => hash.slice(half, half + 8))).size).toBeGreaterThan(hashes.length - 50);
  });

  it('changes with the order of the same letters', () => {
    expect(fastHash('ab')).not.toBe(fastHash('ba'));
  });
});
