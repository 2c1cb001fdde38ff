import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTagSets, NO_TAGS, type Tag } from './tag-sets.ts';

const tags = fc.uniqueArray(fc.record({ key: fc.string(), value: fc.string() }), { selector: ({ key }) => key, maxLength: 5 });
const asObject = (list: readonly Tag[]) => Object.fromEntries(list.map(({ key, value }) => [`k${key}`, value]));

describe('sets of tags', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('are kept once, in whatever order they come', () => {
    fc.assert(
      fc.property(tags, (list) => {
        const sets = createTagSets();
        const set = sets.intern(list);
        expect(sets.intern(list.toReversed())).toBe(set);
        expect(asObject(sets.get(set))).toEqual(asObject(list));
      }),
    );
  });

  it('differ where keys and values do', () => {
    fc.assert(
      fc.property(tags, tags, (one, other) => {
        const sets = createTagSets();
        const same = isDeepStrictEqual(asObject(one), asObject(other));
        expect(sets.intern(one) === sets.intern(other)).toBe(same);
      }),
    );
  });

  it('change by adding, replacing and taking away', () => {
    const sets = createTagSets();
    const one = sets.intern([{ key: 'a', value: '1' }]);
    const two = sets.with(one, [
      { key: 'b', value: '2' },
      { key: 'a', value: '3' },
    ]);
    expect(asObject(sets.get(two))).toEqual({ ka: '3', kb: '2' });
    expect(sets.without(two, () => true)).toBe(NO_TAGS);
    expect(sets.with(NO_TAGS, [{ key: 'a', value: '1' }])).toBe(one);
  });
});
