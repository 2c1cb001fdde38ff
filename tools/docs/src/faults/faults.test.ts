import { describe, expect, it } from 'vitest';
import { readRows } from '../evidence/rows.js';
import { passed, results } from '../evidence/testing.js';
import { type FaultTable, faultTableSchema, faultTag, readFaultTable, unknownRows } from './fault-table.js';
import { FAULTS_PAGE, faultsPage } from './page.js';

const TABLE = readFaultTable();

/** The table with another row in the place of the first. */
const withFirst = (row: object): unknown => ({ rows: [row, ...TABLE.rows.slice(1)] });
const problemOf = (table: unknown): string | undefined => faultTableSchema.safeParse(table).error?.message;

describe('the table of faults', { tags: ['proof.fault-table', 'real'] }, () => {
  it('has 41 rows, numbered in order', () => {
    expect(TABLE.rows.map(({ row }) => row)).toEqual(Array.from({ length: 41 }, (_, index) => index + 1));
  });

  it.each<[string, unknown]>([
    ['a row too few', { rows: TABLE.rows.slice(1) }],
    ['a number twice', withFirst({ ...TABLE.rows[0], row: 2 })],
    ['a promise that says nothing', withFirst({ ...TABLE.rows[0], promise: '' })],
    ['words that would break the table', withFirst({ ...TABLE.rows[0], fault: 'This | that.' })],
    ['a key that it does not know', withFirst({ ...TABLE.rows[0], label: 'real' })],
  ])('is refused with %s', (_what, table) => {
    expect(problemOf(table)).toBeDefined();
  });

  it('has no row for a tag with another number, which is told with its test', () => {
    const run = results({ 'core/a.test.ts': [passed(['fault.row-41', 'real']), passed(['fault.row-42', 'real'], 'shows too much')] });
    expect(unknownRows(TABLE, run)).toEqual([
      'core/a.test.ts: "shows too much" names fault.row-42, which is no row of docs/fault-table.json',
    ]);
  });
});

describe('the page of faults', { tags: ['proof.fault-table', 'real'] }, () => {
  const table: FaultTable = {
    rows: [
      { row: 1, fault: 'It breaks.', promise: 'It holds.' },
      { row: 2, fault: 'It bends.', promise: 'It straightens.' },
      { row: 3, fault: 'It rusts.', promise: 'It shines.', missing: 'Everything (needs polish).' },
      { row: 4, fault: 'It melts.', promise: 'It sets.', missing: 'Great heat (needs an oven).' },
    ],
  };
  const run = results({
    'core/a.test.ts': [passed([faultTag(1), 'real']), passed([faultTag(4), 'simulated'])],
    'tools/b.suite.ts': [passed([faultTag(1), 'simulated'])],
  });
  const page = faultsPage(table, run);

  it('names for each row its tests with their labels', () => {
    expect(page).toContain(
      '| `fault.row-01` | It breaks. | It holds. |  | real, simulated | [a](../../core/a.test.ts), [b](../../tools/b.suite.ts) |',
    );
  });

  it('says "not shown" where a test should have shown it, and "unproven" where it is known what that waits for', () => {
    expect(page).toContain('| `fault.row-02` | It bends. | It straightens. |  | **not shown** |  |');
    expect(page).toContain('| `fault.row-03` | It rusts. | It shines. | Everything (needs polish). | unproven |  |');
  });

  it('says what is missing also of a row that tests prove in part', () => {
    expect(page).toContain('| `fault.row-04` | It melts. | It sets. | Great heat (needs an oven). | simulated |');
    expect(page).toContain('Tests prove 2 of 4 rows, 1 of them without a part that is missing.');
  });

  it('can be read back', () => {
    expect(readRows(FAULTS_PAGE, page).map(({ id, files }) => [id, files.length])).toEqual([
      ['fault.row-01', 2],
      ['fault.row-02', 0],
      ['fault.row-03', 0],
      ['fault.row-04', 1],
    ]);
  });
});
