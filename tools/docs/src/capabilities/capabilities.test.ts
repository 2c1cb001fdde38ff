import { describe, expect, it } from 'vitest';
import { NOT_SHOWN, readRows } from '../evidence/rows.js';
import { passed, results } from '../evidence/testing.js';
import { capabilityListSchema, type CapabilityList, readCapabilities } from './capabilities.js';
import { CAPABILITIES_PAGE, capabilitiesPage } from './page.js';

const LIST: CapabilityList = {
  areas: { engine: 'The engine' },
  capabilities: [
    { id: 'engine.a', text: 'It does a.' },
    { id: 'engine.b', text: 'It does b.', providers: ['mock'] },
  ],
};

const BOTH = results({ 'core/a.test.ts': [passed(['engine.a', 'real'])], 'core/b.suite.ts': [passed(['engine.b', 'simulated'])] });

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
    const page = capabilitiesPage(LIST, BOTH);
    expect(page).toContain('| `engine.b` | It does b. | mock | simulated | [b](../core/b.suite.ts) |');
    expect(page).toContain('2 of 2 capabilities are shown.');
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
    const page = capabilitiesPage(LIST, shown);
    expect(readRows(CAPABILITIES_PAGE, page)[0]).toMatchObject({ id: 'engine.a', labels: [], files: [] });
    expect(page).toContain(`| \`engine.a\` | It does a. |  | ${NOT_SHOWN} |  |`);
  });
});
