import { describe, expect, it } from 'vitest';
import { runDocument } from './run-document.js';
import type { Run } from './sandbox.js';
import { missingLine } from './shown-output.js';

/** Answers each block from a list, and remembers what it was given. */
class Script {
  readonly given: string[] = [];

  constructor(private readonly runs: readonly Run[]) {}

  write(name: string, text: string): void {
    this.given.push(`${name}: ${text.trim()}`);
  }

  sh(text: string): Promise<Run> {
    this.given.push(text);
    return Promise.resolve(this.runs[this.given.length - 1] ?? { output: '', exitCode: 0 });
  }

  module(text: string): Promise<Run> {
    return this.sh(text);
  }
}

const DOCUMENT = ['```sh', 'one', '```', '```text', 'printed ... lines', '```', '```sh exit=4', 'two', '```'].join('\n');

describe('following a document', { tags: ['documents.guides', 'real'] }, () => {
  it('runs its blocks in order, writes its files, and leaves what belongs to other hosts', async () => {
    const script = new Script([]);
    await runDocument(
      'a.md',
      '```yaml a.yaml\nb: 1\n```\n```sh parse\nno\n```\n```ts\nno\n```\n```ts run\nyes\n```\n  ```sh\n  yes\n  ```',
      script,
    );
    expect(script.given).toEqual(['a.yaml: b: 1', 'yes', 'yes']);
  });

  it('is done when everything ended and printed as shown', async () => {
    const script = new Script([
      { output: 'before\nprinted  12 lines\nafter', exitCode: 0 },
      { output: '', exitCode: 4 },
    ]);
    await runDocument('a.md', DOCUMENT, script);
    expect(script.given).toEqual(['one', 'two']);
  });

  it.each<[string, readonly Run[]]>([
    ['a.md:2 ended with 1', [{ output: '', exitCode: 1 }]],
    ['a.md:5 does not print: printed ... lines', [{ output: 'printed lines', exitCode: 0 }]],
    [
      'a.md:8 ended with 0',
      [
        { output: 'printed 1 lines', exitCode: 0 },
        { output: '', exitCode: 0 },
      ],
    ],
  ])('fails with its line: %s', async (message, runs) => {
    await expect(runDocument('a.md', DOCUMENT, new Script(runs))).rejects.toThrow(message);
  });
});

describe('a shown output', { tags: ['documents.guides', 'real'] }, () => {
  it.each([
    ['a\nc', 'a\nb\nc', undefined],
    ['c\na', 'a\nb\nc', 'a'],
    ['a ... c', 'a b c', undefined],
    ['NAME   STATE', 'NAME  STATE', undefined],
    ['(1.5)', '(1x5)', '(1.5)'],
  ])('%j in %j lacks %j', (shown, output, missing) => {
    expect(missingLine(shown, output)).toBe(missing);
  });
});
