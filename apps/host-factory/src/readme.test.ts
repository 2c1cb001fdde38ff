import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { visibleCommands } from './testing/every-command.js';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** Command lines of the table, as `machines show ID|NAME`. */
const LINES = README.split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...(line.split(/(?<!\\)\|/)[1] ?? '').matchAll(/`([^`]+)`/g)])
  .map(([, line = '']) => line);

const RUNNABLE = visibleCommands().filter(({ words, command }) => words.length > 0 && command.commands.length === 0);

function linesOf(words: readonly string[]): readonly string[] {
  const name = words.join(' ');
  return LINES.filter((line) => line === name || line.startsWith(`${name} `));
}

describe('the table of commands in the README', { tags: ['cli.help', 'real'] }, () => {
  it.each(RUNNABLE)('has "$words"', ({ words }) => {
    expect(linesOf(words)).toHaveLength(1);
  });

  it.each(RUNNABLE)('names no option that "$words" does not have', ({ words, command }) => {
    const flags = linesOf(words).flatMap((line) => line.match(/--[a-z-]+/g) ?? []);
    expect(command.options.map(({ long }) => long)).toEqual(expect.arrayContaining(flags));
  });

  it('has no command that is gone', () => {
    const names = RUNNABLE.map(({ words }) => words.join(' '));
    const lost = LINES.filter((line) => /^[a-z]/.test(line) && !names.some((name) => line === name || line.startsWith(`${name} `)));
    expect(lost).toEqual([]);
  });
});
