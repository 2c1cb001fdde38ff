import { describe, expect, it } from 'vitest';
import { capabilityListSchema, type CapabilityList, readCapabilities } from './capabilities.js';
import { comparePage } from './compare.js';
import { labelProblems } from './evidence.js';
import { capabilitiesPage, NOT_SHOWN, readRows } from './page.js';
import type { TestResult, TestResults } from './test-results.js';

const LIST: CapabilityList = {
  areas: { engine: 'The engine' },
  capabilities: [
    { id: 'engine.a', text: 'It does a.' },
    { id: 'engine.b', text: 'It does b.', providers: ['mock'] },
  ],
};

const passed = (tags: readonly string[], name = 'works'): TestResult => ({ name, tags: [...tags], status: 'passed' });
const results = (files: Readonly<Record<string, readonly TestResult[]>>): TestResults => ({
  files: Object.entries(files).map(([file, tests]) => ({ file, tests: [...tests] })),
});

const BOTH = results({ 'core/a.test.ts': [passed(['engine.a', 'real'])], 'core/b.suite.ts': [passed(['engine.b', 'simulated'])] });
const PAGE = capabilitiesPage(LIST, BOTH);
const compare = (now: TestResults, page = PAGE, list = LIST) => comparePage(page, list, now, (file) => file !== 'core/gone.test.ts');

describe('the list of capabilities', { tags: ['documents.capabilities', 'real'] }, () => {
  it('is readable, each id once and of a known area', () => {
    expect(readCapabilities().capabilities.length).toBeGreaterThan(100);
  });

  it.each([
    ['is listed twice', ['engine.a', 'engine.a']],
    ['is of no area', ['other.a']],
    ['words of small letters', ['engine']],
    ['words of small letters', ['engine.A']],
  ])('is refused when an id %s', (problem, ids) => {
    const capabilities = ids.map((id) => ({ id, text: 'It does.' }));
    expect(capabilityListSchema.safeParse({ ...LIST, capabilities }).error?.message).toContain(problem);
  });
});

describe('the page of capabilities', { tags: ['documents.capabilities', 'real'] }, () => {
  it('names words, providers, proof and the tests that show it', () => {
    expect(PAGE).toContain('| `engine.b` | It does b. | mock | simulated | [b](../core/b.suite.ts) |');
    expect(PAGE).toContain('2 of 2 capabilities are shown.');
  });

  it.each([
    ['no test', results({})],
    ['a failed test only', results({ 'a.test.ts': [{ ...passed(['engine.a', 'real']), status: 'failed' }] })],
    ['a skipped test only', results({ 'a.test.ts': [{ ...passed(['engine.a', 'real']), status: 'skipped' }] })],
    [
      'one test that passes and one that fails',
      results({ 'a.test.ts': [passed(['engine.a', 'real']), { ...passed(['engine.a', 'real']), status: 'failed' }] }),
    ],
  ])('says "not shown" of what has %s', (_what, shown) => {
    expect(readRows(capabilitiesPage(LIST, shown))[0]).toMatchObject({ id: 'engine.a', labels: [], files: [] });
    expect(capabilitiesPage(LIST, shown)).toContain(`| \`engine.a\` | It does a. |  | ${NOT_SHOWN} |  |`);
  });

  it('can be read back', () => {
    expect(readRows(PAGE)).toEqual([
      { id: 'engine.a', text: 'It does a.', providers: '', labels: ['real'], files: ['core/a.test.ts'] },
      { id: 'engine.b', text: 'It does b.', providers: 'mock', labels: ['simulated'], files: ['core/b.suite.ts'] },
    ]);
  });
});

describe('the labels of tests', { tags: ['documents.capabilities', 'real'] }, () => {
  it.each<[string, readonly string[]]>([
    ['no label', ['engine.a']],
    ['the labels real, simulated', ['engine.a', 'real', 'simulated']],
    ['names no capability', ['real']],
  ])('are refused: %s', (problem, tags) => {
    expect(labelProblems(results({ 'a.test.ts': [passed(tags)] }))).toEqual([expect.stringContaining(problem)]);
  });

  it('are exactly one for each test that shows something', () => {
    expect(labelProblems(results({ 'a.test.ts': [passed([]), passed(['engine.a', 'engine.b', 'real'])] }))).toEqual([]);
  });
});

describe('comparing the page with a run', { tags: ['documents.capabilities', 'real'] }, () => {
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

  it.each<[string, TestResults, string, CapabilityList]>([
    ['engine.a is also shown by core/c.test.ts', results({ 'core/c.test.ts': [passed(['engine.a', 'real'])] }), PAGE, LIST],
    ['engine.a is also shown with the label simulated', results({ 'core/a.test.ts': [passed(['engine.a', 'simulated'])] }), PAGE, LIST],
    ['engine.a is not shown by core/a.test.ts any more', results({ 'core/a.test.ts': [passed([])] }), PAGE, LIST],
    ['engine.a is not shown by core/gone.test.ts any more', results({}), PAGE.replace('core/a.test', 'core/gone.test'), LIST],
    ['engine.c is missing', BOTH, PAGE, { ...LIST, capabilities: [...LIST.capabilities, { id: 'engine.c', text: 'It does c.' }] }],
    ['engine.b is no capability any more', BOTH, PAGE, { ...LIST, capabilities: LIST.capabilities.slice(0, 1) }],
    ['engine.a is described in other words', BOTH, PAGE.replace('does a', 'did a'), LIST],
  ])('finds the page stale: %s', (problem, now, page, list) => {
    expect(compare(now, page, list).stale).toContainEqual(expect.stringContaining(problem));
  });
});
