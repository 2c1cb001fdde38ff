import { ERRORS, findError } from '@hostwright/service/errors';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { normalizeWords } from '../../cli/command-words.js';
import { EXIT } from '../../exit-codes.js';
import { runCommand } from '../../testing/command-line.js';
import { commandOf, testProgram } from '../../testing/every-command.js';

describe('explain', { tags: ['cli.explain', 'real'] }, () => {
  it('lists every error and exit code', async () => {
    const { code, out, err } = await runCommand(['explain']);
    expect([code, err]).toEqual([EXIT.ok, '']);
    const listed = out
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(' ')[0]);
    expect(listed).toEqual(ERRORS.map((error) => error.code));
    const asJson = (await runCommand(['explain', '-o', 'json'])).json() as readonly { readonly code: string }[];
    expect(asJson.map((error) => error.code)).toEqual(listed);
    expect(parse((await runCommand(['explain', '-o', 'yaml'])).out)).toEqual(asJson);
    expect((await runCommand(['explain', '-q'])).out).toBe(`${listed.join('\n')}\n`);
  });

  it.each(ERRORS.map(({ code }) => [code]))('tells of %s why it comes and what to do', async (word) => {
    const { code, out, err } = await runCommand(['explain', word]);
    expect([code, err]).toEqual([EXIT.ok, '']);
    for (const title of ['code', 'meaning', 'cause', 'remedy', 'example', 'exit code'])
      expect(out).toMatch(new RegExp(`^${title}: +\\S`, 'm'));
    const { found } = findError(word);
    expect((await runCommand(['explain', word, '-o', 'json'])).json()).toEqual({ ...found, mends: found?.mends ?? null });
  });

  it.each(ERRORS.flatMap(({ code, mends }) => (mends === undefined ? [] : [[mends, code] as const])))(
    'names a command that exists: %s, for %s',
    (mends) => {
      const root = testProgram();
      const [program, ...words] = mends.split(' ');
      expect(program).toBe('host-factory');
      // Refuses words that are no command.
      normalizeWords(root, words);
      const command = commandOf(words);
      const flags = [...command.options, ...root.options].map(({ long }) => long);
      for (const flag of words.filter((word) => word.startsWith('--') && word !== '--help')) expect(flags).toContain(flag);
    },
  );
});
