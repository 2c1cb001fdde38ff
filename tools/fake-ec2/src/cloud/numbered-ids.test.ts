import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberedIds } from './numbered-ids.ts';
import { createRandom } from './random.ts';

describe('ids of numbers', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it.each([
    ['i-', 17],
    ['sir-', 8],
  ])('of the form %s lead back to their number, and are all different', (prefix, digits) => {
    const ids = numberedIds(prefix, digits, createRandom(1));
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (number) => {
        const id = ids.of(number);
        expect(id).toMatch(new RegExp(`^${prefix}[0-9a-f]{${digits}}$`));
        expect(ids.numberOf(id)).toBe(number);
      }),
    );
  });

  it('belong to one cloud: another’s lead nowhere', () => {
    const mine = numberedIds('i-', 17, createRandom(1));
    const yours = numberedIds('i-', 17, createRandom(2));
    expect(mine.numberOf(yours.of(7))).toBeUndefined();
    expect(mine.numberOf('i-7')).toBeUndefined();
    expect(mine.numberOf('')).toBeUndefined();
  });
});
