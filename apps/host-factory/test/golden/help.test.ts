import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../src/testing/command-line.js';
import { visibleCommands } from '../../src/testing/every-command.js';

const FOLDER = fileURLToPath(new URL('./help/', import.meta.url));

function fileOf(words: readonly string[]): string {
  return `${['host-factory', ...words].join('-')}.txt`;
}

describe('the help', { tags: ['cli.help', 'real'] }, () => {
  const commands = visibleCommands();

  it.each(commands)('of "$words" is what is stored', async ({ words }) => {
    const { code, out, err } = await runCommand([...words, '--help']);
    expect([code, err]).toEqual([0, '']);
    await expect(out).toMatchFileSnapshot(`${FOLDER}${fileOf(words)}`);
    expect((await runCommand(['help', ...words].slice(0, 2))).code).toBe(0);
  });

  it('is stored for no command that is gone', () => {
    expect(readdirSync(FOLDER).toSorted()).toEqual(commands.map(({ words }) => fileOf(words)).toSorted());
  });
});
