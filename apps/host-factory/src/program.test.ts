import { describe, expect, it } from 'vitest';
import { EXIT, REMEDY_EXIT_CODES } from './exit-codes.js';
import { runCommand } from './testing/command-line.js';
import { everyCommand } from './testing/every-command.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const COMMANDS = everyCommand();
const LEAVES = COMMANDS.filter(({ command }) => command.commands.length === 0);

/** Commands that help lists: the agent starts itself, and shells complete by themselves. */
const FOR_PEOPLE = LEAVES.filter(({ command }) =>
  command
    .createHelp()
    .visibleCommands(command.parent ?? command)
    .includes(command),
);

describe('the command line', { tags: ['cli.suggestions', 'real'] }, () => {
  it('has the commands that it promises', () => {
    expect(FOR_PEOPLE.map(({ words }) => words.join(' '))).toEqual(
      expect.arrayContaining([
        'init',
        'scripts install',
        'templates list',
        'templates show',
        'templates validate',
        'machines request',
        'machines list',
        'machines show',
        'machines return',
        'requests list',
        'requests show',
        'requests wait',
        'requests cancel',
        'providers list',
        'providers health',
        'agent status',
        'agent stop',
        'doctor',
        'explain',
        'demo',
      ]),
    );
  });

  it.each(COMMANDS)('helps with "$words"', async ({ words, command }) => {
    const { code, out, err } = await runCommand([...words, '--help']);
    expect([code, err]).toEqual([EXIT.ok, '']);
    expect(out).toContain('Usage: host-factory');
    expect(out).toContain(command.description().slice(0, 30));
  });

  it('says its version', async () => {
    expect(await runCommand(['--version'])).toMatchObject({ code: EXIT.ok, out: '1.2.3\n', err: '' });
  });

  it.each(FOR_PEOPLE)('says what "$words" may end with', async ({ words }) => {
    const { out } = await runCommand([...words, '--help']);
    expect(out).toMatch(/^Exit codes; .*:\n {2}0 ok, (?:1 failed, )?2 usage, .{1,70}$/m);
  });

  it('does not show people the command that starts the agent', async () => {
    const { out } = await runCommand(['agent', '--help']);
    expect(out).not.toMatch(/^ +run/m);
  });

  it.each([
    [['machinez'], 'usage-unknown-command', /There is no command "machinez"; did you mean "machines"\? See "host-factory --help"/],
    [['machines', 'lst'], 'usage-unknown-command', /There is no command "machines lst"; did you mean "list"\?/],
    [['health'], 'usage-unknown-command', /There is no command "health"; did you mean "providers health"\?/],
    [['help', 'machinez'], 'usage-unknown-command', /did you mean "machines"\?/],
    [['machinez', '--help'], 'usage-unknown-command', /did you mean "machines"\?/],
    [['--quiet', 'machinez'], 'usage-unknown-command', /did you mean "machines"\?/],
    [['machines', 'ls'], 'usage-unknown-command', /There is no command "machines ls"; did you mean "list"\?/],
    [['machines', 'delete'], 'usage-unknown-command', /did you mean "return"\?/],
    [['requestmachines'], 'usage-unknown-command', /did you mean "requestMachines"\?/],
    [['-'], 'usage-unknown-command', /There is no command "-"\./],
    [['x'.repeat(3000)], 'usage-unknown-command', /There is no command "x{60}…"\./],
    [['machines', 'list', '--config', ''], 'usage-invalid-value', /--config: "" cannot be used\. It is the path of a folder\./],
    [['xyzzy'], 'usage-unknown-command', /There is no command "xyzzy"\. See/],
    [
      ['machines', 'list', '--al'],
      'usage-unknown-option',
      /There is no option "--al" here; did you mean "--all"\? See "host-factory machines list --help"/,
    ],
    [['machines', 'list', '--quite'], 'usage-unknown-option', /did you mean "--quiet"\?/],
    [['machines', 'list', '--outptu=json'], 'usage-unknown-option', /did you mean "--output"\?/],
    [['--versoin'], 'usage-unknown-option', /did you mean "--version"\?/],
    [['machines', 'list', '-o', 'xml'], 'usage-invalid-value', /--output: "xml" is none of table, json, yaml/],
    [['machines', 'list', '-o', 'jsn'], 'usage-invalid-value', /did you mean "json"\?/],
    [['machines', 'list', '-o', "it's"], 'usage-invalid-value', /"it's" is none of/],
    [['machines', 'list', '--template'], 'usage-missing-value', /--template <id> needs a value/],
    [['machines', 'list', '--template', '--all'], 'usage-missing-value', /--template <id> needs a value/],
    [['machines', 'request', 'small'], 'usage-missing-argument', /The argument <count> is missing/],
    [['machines', 'request', 'small', '0'], 'usage-invalid-value', /<count>: "0" cannot be used\. It is a whole number from 1 to 100000/],
    [['machines', 'request', 'small', '-1'], 'usage-invalid-value', /<count>: "-1" cannot be used/],
    [['machines', 'request', 'small', '1.5'], 'usage-invalid-value', /whole number/],
    [['machines', 'request', 'small', '1e9'], 'usage-invalid-value', /whole number/],
    [['machines', 'request', 'small', '2', '3'], 'usage-excess-arguments', /2 are taken, 3 were given/],
    [['machines', 'request', 'small', '2', '--dry-run', '--wait'], 'usage-options-conflict', /--dry-run and --wait exclude each other/],
    [['machines', 'return'], 'usage-missing-argument', /<machine>/],
    [['requests', 'list', '--limit', '0'], 'usage-invalid-value', /--limit: "0" cannot be used\. It is a whole number of at least 1/],
    [['requests', 'list', '--since', 'monday'], 'usage-invalid-value', /how long ago/],
    [['requests', 'list', '--since', '2026-13-01'], 'usage-invalid-value', /how long ago/],
    [['requests', 'list', '--open', '--state', 'ended'], 'usage-options-conflict', /exclude each other/],
    [['requests', 'list', '--state', 'opne'], 'usage-invalid-value', /did you mean "open"\?/],
    [['requests', 'wait', 'r-1', '--timeout', 'soon'], 'usage-invalid-value', /number of seconds/],
    [['scripts', 'install', '', '--dialect', 'lsf'], 'usage-invalid-value', /<dir>: "" cannot be used\. It is the path of a folder/],
    [['scripts', 'install', 'x'], 'usage-missing-option', /--dialect <dialect> is missing/],
    [['scripts', 'install', 'x', '--dialect', 'slurm'], 'usage-invalid-value', /none of symphony, lsf/],
    [['scripts', 'install', 'x', '--dialect', 'lsf', '--name', 'a b'], 'usage-invalid-value', /1 to 64 letters/],
    [['init', 'x', '--non-interactive'], 'usage-needs-answer', /Which provider\? Say --provider ID; installed are: mock\./],
    [['explain', 'store-bussy'], 'explain-unknown', /did you mean "store-busy"\?/],
    [['explain', '99'], 'explain-unknown', /There is no exit code 99; there are 0, 1, 2, 3, .*130\./],
    [['machines\u001b[2J'], 'usage-unknown-command', /There is no command "machines \[2J"/],
  ])('refuses %j with one line, the code %s and exit code 2', async (words, errorCode, message) => {
    const { code, out, err } = await runCommand(words);
    expect([code, out]).toEqual([EXIT.usage, '']);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toMatch(/^host-factory: /);
    expect(err).toContain(` [${errorCode}]\n`);
  });

  it.each([
    [['help', 'machines', 'list']],
    [['machines', 'help', 'list']],
    [['machines', 'list', 'help']],
    [['machines', 'list', '-h']],
    [['-q', 'help', 'machines', 'list']],
  ])('helps with "machines list" when asked by %j', async (words) => {
    const { code, out } = await runCommand(words);
    expect([code, out.split('\n')[0]]).toEqual([EXIT.ok, 'Usage: host-factory machines list [options]']);
  });

  it('takes "help" for the name of a thing where one is asked for', async () => {
    const { code, err } = await runCommand(['templates', 'show', 'help'], { HF_PROVIDER_CONFDIR: '/none' });
    expect([code, err]).toEqual([REMEDY_EXIT_CODES['fix-settings'], expect.not.stringContaining('Usage')]);
  });

  it('shows help instead of doing nothing, and calls that a wrong command line', async () => {
    for (const words of [[], ['machines'], ['agent']]) expect((await runCommand(words)).code).toBe(EXIT.usage);
  });
});

/** Lines of a help text that begin with `$ host-factory`. */
function examplesIn(help: string): readonly (readonly string[])[] {
  return [...help.matchAll(/^ {2}\$ host-factory (.*)$/gm)].map(([, line = '']) => wordsOf(line));
}

/** As a shell takes it apart. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word = '']) => quoted ?? word);
}

describe.each(FOR_PEOPLE)('the examples of "$words"', ({ words }) => {
  it('are understood', async () => {
    const { out } = await runCommand([...words, '--help']);
    const examples = examplesIn(out);
    expect(examples.length).toBeGreaterThan(0);
    if (words[0] === 'demo') return;
    const folder = temporaryFolder();
    for (const example of examples) {
      expect(example.slice(0, words.length)).toEqual(words);
      // Elsewhere than on the reader's disk, and without a deployment: it may fail for that reason, or for want of a terminal, alone.
      const here = example.map((word) => word.replace(/^\/(?:etc|opt|tmp|var\/backups)(?=\/|$)/, folder));
      const { err } = await runCommand(here, { HF_PROVIDER_CONFDIR: `${folder}/none` });
      expect(err).not.toMatch(/\[(?:usage-(?!needs-answer|not-confirmed)|internal-error)/);
    }
  });
});
