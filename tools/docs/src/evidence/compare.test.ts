import { describe, expect, it } from 'vitest';
import { comparePage } from './compare.js';
import { type Entry, NOT_SHOWN, readRows, tableOf } from './rows.js';
import type { TestResults } from './test-results.js';
import { passed, results } from './testing.js';

const PAGE = 'docs/some/page.md';
const ENTRIES: readonly Entry[] = [
  { id: 'engine.a', words: ['It does a.', ''], unshown: NOT_SHOWN },
  { id: 'engine.b', words: ['It does b.', 'mock'], unshown: 'unproven' },
];
const BOTH = results({ 'core/a.test.ts': [passed(['engine.a', 'real'])], 'core/b.suite.ts': [passed(['engine.b', 'simulated'])] });
const TEXT = tableOf(PAGE, ['What', 'Who'], ENTRIES, BOTH);

const compare = (now: TestResults, text = TEXT, entries = ENTRIES) =>
  comparePage({ page: PAGE, text, entries }, now, (file) => file !== 'core/gone.test.ts');

describe('the rows of a page', { tags: ['documents.capabilities', 'real'] }, () => {
  it('can be read back', () => {
    expect(readRows(PAGE, TEXT)).toEqual([
      { id: 'engine.a', words: ['It does a.', ''], labels: ['real'], files: ['core/a.test.ts'] },
      { id: 'engine.b', words: ['It does b.', 'mock'], labels: ['simulated'], files: ['core/b.suite.ts'] },
    ]);
  });

  it('say of what no test showed what its list says there', () => {
    const text = tableOf(PAGE, ['What', 'Who'], ENTRIES, results({}));
    expect(text).toContain('| `engine.a` | It does a. |  | **not shown** |  |');
    expect(text).toContain('| `engine.b` | It does b. | mock | unproven |  |');
    expect(readRows(PAGE, text)).toMatchObject([
      { labels: [], files: [] },
      { labels: [], files: [] },
    ]);
    expect(compare(results({}), text)).toEqual({ stale: [], notes: [] });
  });
});

describe('comparing a page with a run', { tags: ['documents.capabilities', 'real'] }, () => {
  it('finds nothing after the run that it was made from', () => {
    expect(compare(BOTH)).toEqual({ stale: [], notes: [] });
  });

  it.each<['failed' | 'skipped']>([['failed'], ['skipped']])('only notes a test that %s: it is no second failure', (status) => {
    const now = results({
      'core/a.test.ts': [{ ...passed(['engine.a', 'real']), status }],
      'core/b.suite.ts': [passed(['engine.b', 'simulated'])],
    });
    expect(compare(now)).toEqual({ stale: [], notes: [`engine.a was not shown by core/a.test.ts this time: ${status}`] });
  });

  it('only notes a file that a smaller run left out', () => {
    const now = results({ 'core/a.test.ts': [passed(['engine.a', 'real'])] });
    expect(compare(now)).toEqual({ stale: [], notes: ['engine.b is shown by core/b.suite.ts, which this run left out'] });
  });

  it.each<[string, TestResults, string, readonly Entry[]]>([
    ['engine.a is also shown by core/c.test.ts', results({ 'core/c.test.ts': [passed(['engine.a', 'real'])] }), TEXT, ENTRIES],
    ['engine.a is also shown with the label simulated', results({ 'core/a.test.ts': [passed(['engine.a', 'simulated'])] }), TEXT, ENTRIES],
    ['engine.a is not shown by core/a.test.ts any more', results({ 'core/a.test.ts': [passed([])] }), TEXT, ENTRIES],
    ['engine.a is not shown by core/gone.test.ts any more', results({}), TEXT.replace('core/a.test', 'core/gone.test'), ENTRIES],
    ['engine.c is missing', BOTH, TEXT, [...ENTRIES, { id: 'engine.c', words: ['It does c.', ''], unshown: NOT_SHOWN }]],
    ['engine.b is listed no more', BOTH, TEXT, ENTRIES.slice(0, 1)],
    ['engine.a is described in other words', BOTH, TEXT.replace('does a', 'did a'), ENTRIES],
  ])('finds the page stale: %s', (problem, now, text, entries) => {
    expect(compare(now, text, entries).stale).toContainEqual(expect.stringContaining(problem));
  });
});
