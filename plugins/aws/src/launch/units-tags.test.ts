import { assert, dictionary, integer, property, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitsOfMachine, unitsTags } from './units-tags.js';

describe('tags that tell the weight of each type', { tags: ['aws.launch.fleet', 'contract'] }, () => {
  it('are none where every type counts for one unit', () => {
    expect(unitsTags({ 'c5.large': 1 })).toEqual([]);
    expect(unitsOfMachine([], 'c5.large')).toBe(1);
  });

  it('are read back for every type, however many there are', () => {
    const weights = dictionary(stringMatching(/^[a-z][0-9a-z-]{1,10}\.[0-9a-z]{2,10}$/), integer({ min: 1, max: 9_999 }), {
      maxKeys: 100,
    });
    assert(
      property(weights, (wanted) => {
        const tags = unitsTags(wanted);
        expect(tags.every(({ value }) => value.length <= 256)).toBe(true);
        for (const [type, units] of Object.entries(wanted)) expect(unitsOfMachine(tags, type)).toBe(units);
      }),
    );
  });

  it('say nothing of a type whose name another one begins with, nor when somebody spoiled them', () => {
    const tags = unitsTags({ 'c5.large-x': 4 });
    expect(unitsOfMachine(tags, 'c5.large')).toBe(1);
    expect(unitsOfMachine([{ key: 'hostwright-units', value: 'c5.large=many' }], 'c5.large')).toBe(1);
  });
});
