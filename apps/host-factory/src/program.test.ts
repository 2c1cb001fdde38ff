import type { Command } from 'commander';
import { systemClock } from '@hostwright/core';
import { describe, expect, it } from 'vitest';
import { EXIT, REMEDY_EXIT_CODES } from './exit-codes.js';
import { createProgram } from './program.js';
import { PROGRAM, runCommand } from './testing/command-line.js';
import { recordIo } from './testing/recorded-io.js';
import { temporaryFolder } from './testing/temporary-folder.js';

function everyCommand(): readonly { readonly words: readonly string[]; readonly command: Command }[] {
  const root = createProgram({
    io: recordIo(),
    environment: {},
    program: PROGRAM,
    clock: systemClock,
    services: () => {
      throw new Error('no services here');
    },
    endWith: () => undefined,
  });
  const walk = (command: Command, words: readonly string[]): ReturnType<typeof everyCommand> => [
    { words, command },
    ...command.commands.flatMap((child) => walk(child, [...words, child.name()])),
  ];
  return walk(root, []);
}

const COMMANDS = everyCommand();
const LEAVES = COMMANDS.filter(({ command }) => command.commands.length === 0);

/** Visible commands of the whole tool; the agent starts itself and is not for people. */
const FOR_PEOPLE = LEAVES.filter(({ words }) => words.join(' ') !== 'agent run');

describe('the command line', () => {
  it('has the commands that it promises', () => {
    expect(FOR_PEOPLE.map(({ words }) => words.join(' ')).toSorted()).toEqual(
      [
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
        'demo',
      ].toSorted(),
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

  it('does not show people the command that starts the agent', async () => {
    const { out } = await runCommand(['agent', '--help']);
    expect(out).not.toMatch(/^ +run/m);
  });

  it.each([
    [['machinez'], /unknown command 'machinez' \(Did you mean machines\?\)/],
    [['machines', 'lst'], /unknown command 'lst' \(Did you mean list\?\)/],
    [['machines', 'list', '--al'], /unknown option '--al' \(Did you mean --all\?\)/],
    [['machines', 'list', '-o', 'xml'], /Allowed choices are table, json/],
    [['machines', 'request', 'small'], /missing required argument 'count'/],
    [['machines', 'request', 'small', '0'], /whole number from 1 to 100000/],
    [['machines', 'request', 'small', '-1'], /whole number/],
    [['machines', 'request', 'small', '1.5'], /whole number/],
    [['machines', 'request', 'small', '1e9'], /whole number/],
    [['machines', 'request', 'small', '2', '3'], /too many arguments/],
    [['machines', 'return'], /missing required argument 'machine'/],
    [['requests', 'list', '--limit', '0'], /at least 1/],
    [['requests', 'wait', 'r-1', '--timeout', 'soon'], /number of seconds/],
    [['scripts', 'install', 'x'], /required option '--dialect <dialect>' not specified/],
    [['scripts', 'install', 'x', '--dialect', 'slurm'], /Allowed choices are symphony, lsf/],
    [['scripts', 'install', 'x', '--dialect', 'lsf', '--name', 'a b'], /1 to 64 letters/],
    [['init', 'x', '--non-interactive'], /Which provider\? Say --provider ID; installed are: mock\./],
  ])('refuses %j with one line and exit code 2', async (words, message) => {
    const { code, out, err } = await runCommand(words);
    expect([code, out]).toEqual([EXIT.usage, '']);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toMatch(/^host-factory: /);
  });

  it('shows help instead of doing nothing, and calls that a wrong command line', async () => {
    for (const words of [[], ['machines'], ['agent']]) expect((await runCommand(words)).code).toBe(EXIT.usage);
  });
});

/** Lines of a help text that begin with `$ host-factory`. */
function examplesIn(help: string): readonly (readonly string[])[] {
  return [...help.matchAll(/^ {2}\$ host-factory (.*)$/gm)].map(([, line = '']) => line.split(' '));
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
      // Elsewhere than on the reader's disk, and without a deployment: it must fail for that reason alone.
      const here = example.map((word) => word.replace(/^\/(?:etc|opt)\//, `${folder}/`));
      const { code } = await runCommand(here, { HF_PROVIDER_CONFDIR: `${folder}/none` });
      expect([EXIT.ok, EXIT.unhealthy, REMEDY_EXIT_CODES['fix-settings'], REMEDY_EXIT_CODES['fix-template']]).toContain(code);
    }
  });
});
