import { assert, constant, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitUnits } from './markets.js';
import { partToken, partUnits } from './parts.js';

const TAGS = { tags: ['aws.launch.fleet', 'contract'] };

describe('splitting units by market', TAGS, () => {
  it.each([
    [{ market: 'on-demand', onDemandBase: 0, onDemandPercent: 0 }, 10, 10],
    [{ market: 'spot', onDemandBase: 5, onDemandPercent: 50 }, 10, 0],
    [{ market: 'mixed', onDemandBase: 0, onDemandPercent: 30 }, 10, 3],
    [{ market: 'mixed', onDemandBase: 0, onDemandPercent: 30 }, 1, 1],
    [{ market: 'mixed', onDemandBase: 4, onDemandPercent: 0 }, 3, 3],
    [{ market: 'mixed', onDemandBase: 0, onDemandPercent: 0.07 * 100 }, 100, 7],
    [{ market: 'mixed', onDemandBase: 4, onDemandPercent: 50 }, 10, 7],
  ] as const)('%o of %i is %i on demand', (options, units, onDemandUnits) => {
    expect(splitUnits(options, units)).toEqual({ onDemandUnits, spotUnits: units - onDemandUnits });
  });

  it('gives each market its part, and more units never less of one', () => {
    const options = record({
      market: constant('mixed' as const),
      onDemandBase: integer({ min: 0, max: 100 }),
      onDemandPercent: integer({ min: 0, max: 100 }),
    });
    assert(
      property(options, integer({ min: 1, max: 10_000 }), (wish, units) => {
        const now = splitUnits(wish, units);
        const more = splitUnits(wish, units + 1);
        expect(now.onDemandUnits + now.spotUnits).toBe(units);
        expect(Math.min(now.onDemandUnits, now.spotUnits)).toBeGreaterThanOrEqual(0);
        expect(more.onDemandUnits - now.onDemandUnits).toBeGreaterThanOrEqual(0);
        expect(more.spotUnits - now.spotUnits).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('splitting a launch into calls', TAGS, () => {
  it('takes as few as the limit allows', () => {
    expect(partUnits(1_000, 1_000)).toEqual([1_000]);
    expect(partUnits(2_500, 1_000)).toEqual([1_000, 1_000, 500]);
  });

  it('keeps the token of a single call, and gives each of several one of at most 64 characters', () => {
    expect(partToken('token', 0, 1)).toBe('token');
    expect(partToken('token', 2, 3)).toBe('token-2');
    const long = 'x'.repeat(63);
    const tokens = [0, 1, 2].map((part) => partToken(long, part, 3));
    expect(new Set(tokens).size).toBe(3);
    expect(Math.max(...tokens.map(({ length }) => length))).toBeLessThanOrEqual(64);
  });
});
