import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { SHELLS } from '../../src/commands/completion/shells/shells.js';
import { PROMPT, TypedShell } from './typed-shell.js';

const PROGRAM = inject('programPath');

/** Starts each shell as a person does, with its own start-up files. */
const STARTS = {
  bash: { command: 'bash -i', file: '.bashrc', prompt: `PS1='${PROMPT}'\n` },
  zsh: { command: 'zsh -i', file: '.zshrc', prompt: `PROMPT='${PROMPT}'\n` },
  fish: { command: 'fish -i', file: '.config/fish/config.fish', prompt: `function fish_prompt; echo -n '${PROMPT}'; end\n` },
} as const;

let folder = '';
let site = '';
const record = (): string => join(folder, 'record');

function environment(home: string): NodeJS.ProcessEnv {
  return { PATH: `${join(folder, 'bin')}:/usr/local/bin:/usr/bin:/bin`, HOME: home, TERM: 'xterm', LANG: 'C.UTF-8' };
}

/** The program under its own name; it writes down what it is called with. */
function installProgram(): void {
  const file = join(folder, 'bin', 'host-factory');
  mkdirSync(join(folder, 'bin'));
  const forward = `case $1 in __complete | completion) exec '${process.execPath}' '${PROGRAM}' "$@" ;; esac`;
  writeFileSync(file, `#!/bin/sh\n{ printf '%s\\037' "$@"; echo; } >> '${record()}'\n${forward}\n`);
  chmodSync(file, 0o755);
  writeFileSync(record(), '');
}

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hw-shells-')));
  site = join(folder, 'my site');
  installProgram();
  execFileSync(process.execPath, [PROGRAM, 'init', site, '--provider', 'mock', '--non-interactive'], { stdio: 'pipe' });
});

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** A home folder in which the completion was installed as the help says. */
function homeWith(shell: keyof typeof STARTS): string {
  const home = join(folder, shell);
  const { file, prompt } = STARTS[shell];
  mkdirSync(join(home, '.config', 'fish'), { recursive: true });
  writeFileSync(join(home, file), prompt);
  for (const line of SHELLS[shell].install) {
    const { status, stderr } = spawnSync(shell, ['-c', line], { env: environment(home), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  }
  return home;
}

/** What a shell does with a line that somebody types, once it is set up as the help says. */
export function describeShell(shell: keyof typeof STARTS): void {
  describe.each([shell])('%s', { tags: ['cli.completion', 'real'] }, () => {
    it('completes what is typed, once it is set up as the help says', async () => {
      const typed = new TypedShell(STARTS[shell].command, { environment: environment(homeWith(shell)), record: record() });
      onTestFinished(() => typed.end());
      await typed.ready();
      const cases: readonly (readonly [beginning: string, words: readonly string[]])[] = [
        ['mach', ['machines']],
        ['machines req', ['machines', 'request']],
        [`machines request --config '${site}' sm`, ['machines', 'request', '--config', site, 'small']],
        [`machines request --config='${site}' lar`, ['machines', 'request', `--config=${site}`, 'large']],
        [`providers health --config '${site}' mo`, ['providers', 'health', '--config', site, 'mock']],
        ['machines list --outp', ['machines', 'list', '--output']],
        ['machines list --output=js', ['machines', 'list', '--output=json']],
        ['machines list -o ya', ['machines', 'list', '-o', 'yaml']],
        ['explain store-bus', ['explain', 'store-busy']],
        ['help templ', ['help', 'templates']],
        [`templates validate '${site}/templ`, ['templates', 'validate', `${site}/templates.json`]],
        [`machines list --config ${folder}/my`, ['machines', 'list', '--config', site]],
      ];
      for (const [beginning, words] of cases) {
        const called = await typed.complete(`host-factory ${beginning}`);
        // Shells say of a folder that it is one.
        expect(called.map((word) => word.replace(/\/$/, ''))).toEqual(words);
      }
    });

    it('leaves a line as it is where nothing fits, without a word', async () => {
      const typed = new TypedShell(STARTS[shell].command, { environment: environment(homeWith(shell)), record: record() });
      onTestFinished(() => typed.end());
      await typed.ready();
      const cases: readonly (readonly [beginning: string, words: readonly string[]])[] = [
        ['nosuch x', ['nosuch', 'x']],
        ['machines request --config /nowhere sm', ['machines', 'request', '--config', '/nowhere', 'sm']],
        [`requests show --config '${site}' r`, ['requests', 'show', '--config', site, 'r']],
      ];
      for (const [beginning, words] of cases) expect(await typed.complete(`host-factory ${beginning}`)).toEqual(words);
      expect(typed.shown).not.toMatch(/error|Error|not found|\[[a-z]+-[a-z]+\]/);
    });
  });
}
