import { describe, expect, it } from 'vitest';
import { plant, readRepository } from '../tree.js';
import { blocksThatDoNotCompile, codeBlocks } from './code-blocks.js';
import { brokenLinks } from './links.js';

const TIMEOUT_MS = 60_000;

describe('documents', { tags: ['proof.documents', 'real'] }, () => {
  it('have code that compiles', { timeout: TIMEOUT_MS }, () => {
    expect(blocksThatDoNotCompile(readRepository())).toEqual([]);
  });

  it('have relative links that lead somewhere', () => {
    expect(brokenLinks(readRepository())).toEqual([]);
  });
});

describe('code blocks', () => {
  it('are refused when they do not compile, by the line of the document', { timeout: TIMEOUT_MS }, () => {
    const text = [
      '# A',
      '```ts',
      "import { z } from 'zod';",
      'const name: string = z.number().parse(1);',
      '```',
      '```ts',
      "import { nothing } from 'no-such-package';",
      '```',
      '```ts',
      'const = 1;',
      '```',
    ].join('\n');
    const found = blocksThatDoNotCompile(plant({ 'docs/a.md': text }));
    expect(found).toContainEqual("docs/a.md:4 Type 'number' is not assignable to type 'string'.");
    expect(found).toContainEqual(expect.stringMatching(/^docs\/a\.md:7 Cannot find module 'no-such-package'/));
    expect(found).toContainEqual(expect.stringMatching(/^docs\/a\.md:10 /));
  });

  it('may await and repeat names, each is a module', { timeout: TIMEOUT_MS }, () => {
    expect(
      blocksThatDoNotCompile(plant({ 'README.md': '```ts\nconst a = await Promise.resolve(1);\n```\n```ts\nconst a = 2;\n```' })),
    ).toEqual([]);
  });

  it('are those of READMEs and docs that are fenced as TypeScript', () => {
    const text = '```js\nx\n```\n```ts title="a"\nx\n```\n- list\n  ```typescript\n  y\n  ```\n';
    expect(codeBlocks(plant({ 'docs/a.md': text, 'packages/x/README.md': text, 'CHANGELOG.md': text }))).toHaveLength(4);
  });
});

describe('the guide of a plugin', () => {
  it('is held to the template where a block names a file, and compiled where none does', () => {
    const text = '```ts src/index.ts\nx\n```\n```ts\ny\n```\n';
    expect(codeBlocks(plant({ 'docs/writing-a-provider.md': text })).map(({ code }) => code)).toEqual(['y\n']);
    expect(codeBlocks(plant({ 'docs/a.md': text }))).toHaveLength(2);
  });
});

describe('links', () => {
  it.each(['[a](b.md)', '[a](./b.md#part)', '![a](../b.png "B")', '[a]: b.md', '[a](/docs/b.md)'])(
    'are refused when their file is missing: %s',
    (text) => {
      expect(brokenLinks(plant({ 'docs/a.md': `\n${text}` }), () => false)).toEqual([
        expect.stringMatching(/^docs\/a\.md:2 links to .*does not exist$/),
      ]);
    },
  );

  it.each([
    '[a](https://example.com/b.md)',
    '[a](#part)',
    '[a](mailto:a@example.com)',
    '`[a](b.md)`',
    '```\n[a](b.md)\n```',
    'a[0](b)c'.slice(0, 4),
  ])('are accepted: %s', (text) => {
    expect(brokenLinks(plant({ 'docs/a.md': text }), () => false)).toEqual([]);
  });

  it('start at their own document', () => {
    expect(brokenLinks(plant({ 'docs/x/a.md': '[b](../b.md)', 'docs/b.md': '' }), (path) => path === 'docs/b.md')).toEqual([]);
  });
});
