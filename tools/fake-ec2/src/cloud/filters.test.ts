import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../server/params.ts';
import { filterItems, readFilters } from './filters.ts';

const FILTERABLE = { tags: () => [], fields: { name: (name: string) => name } };

function found(pattern: string, names: readonly string[]): readonly string[] {
  const body = new URLSearchParams({ 'Filter.1.Name': 'name', 'Filter.1.Value.1': pattern });
  return filterItems(names, readFilters(parseQuery(body.toString())), FILTERABLE);
}

describe('the pattern of a filter', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('finds a value in its own words, whatever they are, when the wildcards are escaped', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, other) => {
        const escaped = name.replace(/[\\*?]/g, String.raw`\$&`);
        expect(found(escaped, [name])).toEqual([name]);
        expect(found(escaped, [other])).toEqual(other === name ? [name] : []);
      }),
    );
  });

  it('takes a star for any characters and a question mark for one', () => {
    const names = ['ab', 'axb', 'axyb', 'b', 'a.b'];
    expect(found('a*b', names)).toEqual(['ab', 'axb', 'axyb', 'a.b']);
    expect(found('a?b', names)).toEqual(['axb', 'a.b']);
    expect(found('a.b', names)).toEqual(['a.b']);
    expect(found('*', names)).toEqual(names);
  });

  it('finds nothing without values, and refuses a filter that there is not', () => {
    const filters = (body: string) => readFilters(parseQuery(body));
    expect(filterItems(['a'], filters('Filter.1.Name=name'), FILTERABLE)).toEqual([]);
    expect(() => filterItems(['a'], filters('Filter.1.Name=colour&Filter.1.Value.1=a'), FILTERABLE)).toThrow(
      "The filter 'colour' is invalid",
    );
    expect(() => filters('Filter.1.Value.1=a')).toThrow('Filter.1.Name');
  });
});
