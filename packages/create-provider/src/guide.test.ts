import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { newFiles } from './template-files.js';

const GUIDE = readFileSync(fileURLToPath(new URL('../../../docs/writing-a-provider.md', import.meta.url)), 'utf8');
const TEMPLATE = new Map(
  newFiles({ id: 'my-cloud', title: 'My Cloud', packageName: 'hostwright-provider-my-cloud' }).map(({ path, text }) => [path, text]),
);

/** What the guide takes from a new plugin, and what it can do without. */
const NOT_SHOWN = /^(?:\.gitignore|README\.md|src\/errors\.test\.ts|src\/testing\/.*)$/;

/** Files that the guide shows, by name. `hostwright.yaml` is a user's. */
function shownFiles(): readonly (readonly [name: string, text: string])[] {
  const blocks = [...GUIDE.matchAll(/^```(?:ts|json) (\S+)\n([\s\S]*?)^```$/gm)];
  return blocks.map(([, name = '', text = '']) => [name, text]);
}

describe('the guide for authors', { tags: ['documents.provider-guide', 'real'] }, () => {
  it('shows every file as a new plugin has it', () => {
    for (const [name, text] of shownFiles()) expect({ name, text }).toEqual({ name, text: TEMPLATE.get(name) });
  });

  it('shows every file once, but for the fake cloud', () => {
    const names = shownFiles().map(([name]) => name);
    expect(names.toSorted()).toEqual([...TEMPLATE.keys()].filter((name) => !NOT_SHOWN.test(name)).toSorted());
  });

  it('has no other code', () => {
    expect(
      [...GUIDE.matchAll(/^```(\w*) ?(.*)$/gm)].filter(([, language, name]) => /^(?:ts|json)$/.test(language ?? '') && name === ''),
    ).toEqual([]);
  });
});
