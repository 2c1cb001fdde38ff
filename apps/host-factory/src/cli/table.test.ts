import { describe, expect, it } from 'vitest';
import { age, plural } from './format.js';
import { printable, renderTable } from './table.js';

interface Row {
  readonly name: string;
  readonly note: string;
}

const COLUMNS = [
  { title: 'name', value: ({ name }: Row) => name },
  { title: 'note', value: ({ note }: Row) => note },
];

describe('tables for people', { tags: ['cli.output-forms', 'real'] }, () => {
  it('line up under upper-case titles, without lines and without spaces at the end', () => {
    const rows = [
      { name: 'small', note: 'usable' },
      { name: 'very-large', note: '' },
    ];
    expect(renderTable(COLUMNS, rows)).toBe('NAME        NOTE\nsmall       usable\nvery-large  -\n');
  });

  it('hold one line for each row, whatever a cloud calls its machines', () => {
    const text = renderTable(COLUMNS, [{ name: 'a\u001b[31mred\nb', note: '\u0000\u009b2J' }]);
    expect(text.split('\n')).toHaveLength(3);
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('show text of other scripts as it is', () => {
    expect(printable('höst-机器')).toBe('höst-机器');
  });
});

describe('ages', () => {
  it.each([
    [0, '0s'],
    [119_999, '119s'],
    [120_000, '2m'],
    [7_199_999, '119m'],
    [7_200_000, '2h'],
    [172_800_000, '2d'],
    [-5_000, '0s'],
  ])('%i ms is %s', (ageMs, text) => {
    expect(age(1_000_000_000_000 - ageMs, 1_000_000_000_000)).toBe(text);
  });

  it('counts as people do', () => {
    expect([plural(1, 'machine'), plural(0, 'machine'), plural(3, 'machine')]).toEqual(['1 machine', '0 machines', '3 machines']);
  });
});
