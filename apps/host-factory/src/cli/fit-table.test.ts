import { describe, expect, it } from 'vitest';
import { type Column, renderTable } from './table.js';
import { textWidth } from './text-width.js';

interface Row {
  readonly id: string;
  readonly state: string;
  readonly type: string;
  readonly why: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'request', value: ({ id }) => id, fit: 'prefix' },
  { title: 'state', value: ({ state }) => state },
  { title: 'type', value: ({ type }) => type, fit: 'optional' },
  { title: 'why', value: ({ why }) => why, fit: 'free' },
];

const ROWS: readonly Row[] = [
  {
    id: 'req-6c605695-14e3-4060-ac75-14b6c3d3d119',
    state: 'ended: partial',
    type: 'mock.small',
    why: '2 missing: Capacity, sold out in every zone of the region',
  },
  { id: 'req-7d605695-14e3-4060-ac75-14b6c3d3d119', state: 'open', type: 'mock.large', why: '' },
];

function widest(text: string): number {
  return Math.max(...text.split('\n').map(textWidth));
}

describe('a table on a terminal', { tags: ['cli.output-forms', 'real'] }, () => {
  it('is left as it is where it is piped, or fits', () => {
    const whole = renderTable(COLUMNS, ROWS);
    expect(whole).toContain('req-6c605695-14e3-4060-ac75-14b6c3d3d119');
    expect(whole).toContain('sold out in every zone of the region');
    expect(renderTable(COLUMNS, ROWS, widest(whole))).toBe(whole);
  });

  it.each([120, 100, 80, 60, 40])('of %i columns is not wider than the terminal', (width) => {
    expect(widest(renderTable(COLUMNS, ROWS, width))).toBeLessThanOrEqual(width);
  });

  it('shortens ids first, to a beginning that commands accept', () => {
    const [, first] = renderTable(COLUMNS, ROWS, 110).split('\n');
    expect(first).toMatch(/^req-6c605695 {2}ended: partial {2}mock\.small {2}2 missing: Capacity, sold out in every zone of the region$/);
  });

  it('shortens no ids that would look the same then', () => {
    const twins = ROWS.map((row, index) => ({ ...row, id: `req-6c605695-${index}` }));
    expect(renderTable(COLUMNS, twins, 80)).toMatch(/req-6c605695-0/);
  });

  it('cuts words for people next, and says so with an ellipsis', () => {
    const [head, first] = renderTable(COLUMNS, ROWS, 70).split('\n');
    expect(head).toMatch(/^REQUEST +STATE +TYPE +WHY$/);
    expect(first).toMatch(/^req-6c605695 {2}ended: partial {2}mock\.small {2}2 missing: Capacity, sold[ o]?.*…$/);
  });

  it('leaves columns out before it cuts what is left to the bone', () => {
    const [head] = renderTable(COLUMNS, ROWS, 50).split('\n');
    expect(head).toMatch(/^REQUEST +STATE +WHY$/);
  });

  it('counts letters that take two columns', () => {
    const rows = [{ id: 'r-1', state: 'open', type: 'x', why: '没有容量'.repeat(12) }];
    const table = renderTable(COLUMNS, rows, 40);
    expect(widest(table)).toBeLessThanOrEqual(40);
    expect(table).toContain('…');
  });
});
