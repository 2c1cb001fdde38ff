import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeTestSite } from '../testing/command-line.js';
import { everyCommand } from '../testing/every-command.js';

/** Commands whose result is one text for one reader. */
const OTHER_RESULTS = ['completion', 'demo'];

const PRINTING = everyCommand().filter(
  ({ command }) =>
    command.commands.length === 0 &&
    command
      .createHelp()
      .visibleCommands(command.parent ?? command)
      .includes(command) &&
    !OTHER_RESULTS.includes(command.name()),
);

/** Command lines that print, each of another kind. */
const LINES = [
  'config show',
  'templates list',
  'templates show small',
  'providers list',
  'providers health',
  'machines list',
  'machines show MACHINE',
  'machines return MACHINE --dry-run',
  'machines request small 1 --dry-run',
  'requests list',
  'requests show REQUEST',
  'requests wait REQUEST',
  'requests cancel REQUEST --dry-run',
  'agent status',
  'agent stop',
  'doctor',
  'store info',
  'store verify',
  'audit list',
  'audit verify',
  'orphans list',
];

/** Names and kinds of everything in a value: what does not change from one moment to the next. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

describe('the forms of results', { tags: ['cli.output-forms', 'real'] }, () => {
  it.each(PRINTING)('include json and yaml for "$words"', ({ command }) => {
    expect(command.options.find(({ long }) => long === '--output')?.argChoices).toEqual(expect.arrayContaining(['json', 'yaml']));
  });

  it('say the same as json and as yaml', async () => {
    const site = await makeTestSite();
    const requestId = (await site.run('machines', 'request', 'small', '1', '--wait', '--quiet')).out.trim();
    const machineId = (await site.run('machines', 'list', '--quiet')).out.trim();
    for (const line of LINES) {
      const words = line.replace('MACHINE', machineId).replace('REQUEST', requestId).split(' ');
      const asJson = await site.run(...words, '-o', 'json');
      const asYaml = await site.run(...words, '-o', 'yaml');
      const table = await site.run(...words);
      expect([line, asJson.code, asYaml.code]).toEqual([line, table.code, table.code]);
      expect([line, shapeOf(parse(asYaml.out))]).toEqual([line, shapeOf(asJson.json())]);
      expect([line, table.out]).not.toEqual([line, asJson.out]);
    }
  });
});
