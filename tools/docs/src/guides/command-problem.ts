import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describedProgram } from '../reference/describing.js';
import { inRepository } from '../repository.js';

/** Programs of the host or of a scheduler that a document may name without running them. */
const KNOWN_PROGRAMS = new Set(
  'cat cd chmod chown cp df export grep kill ls mkdir mv rm sqlite3 stat sudo tail aws badmin bhosts bjobs bsub egosh lsadmin systemctl'.split(
    ' ',
  ),
);

/** Host Factory's own calls are no commands of the tree. */
const CALLS = ['getAvailableTemplates', 'requestMachines', 'requestReturnMachines', 'getRequestStatus', 'getReturnRequests'];

/** What is wrong with commands that belong to another host and are not run here: an unknown program, command, option or npm script. */
export function commandProblem(script: string): string | undefined {
  for (const line of script.replaceAll(/\\\n\s*/g, ' ').split('\n')) {
    for (const command of line.replace(/(?:^|\s)#\s.*$/, '').split(/\s(?:&&|\|\|?)\s|;\s/)) {
      const words = command.trim().split(/\s+/);
      const problem = words[0] === '' ? undefined : wordsProblem(words[0] === 'npx' ? words.slice(1) : words);
      if (problem !== undefined) return `${command.trim()}: ${problem}`;
    }
  }
  return undefined;
}

function wordsProblem([program = '', ...rest]: readonly string[]): string | undefined {
  if (program === 'host-factory') return CALLS.includes(rest[0] ?? '') ? undefined : treeProblem(rest);
  if (program === 'npm') return scriptProblem(rest);
  if (program === 'node' && rest[0] !== undefined) return undefined;
  return KNOWN_PROGRAMS.has(program) ? undefined : `nothing is known about "${program}"`;
}

function scriptProblem([verb = '', name = '']: readonly string[]): string | undefined {
  const { scripts } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as { scripts: Record<string, string> };
  const script = verb === 'run' ? name : verb;
  return script in scripts || ['install', 'ci', 'create', 'init', 'ls'].includes(verb) ? undefined : `there is no npm script "${script}"`;
}

function treeProblem(words: readonly string[]): string | undefined {
  const root = describedProgram();
  let command: Command = root;
  for (const word of words) {
    if (word.startsWith('-')) {
      const flag = word.split('=', 1)[0];
      const known = [...command.options, ...root.options].some(({ short, long }) => short === flag || long === flag) || flag === '--help';
      if (!known) return `${command.name()} has no option ${word}`;
      continue;
    }
    const inner = command.commands.find((one) => one.name() === word);
    if (inner === undefined && command.commands.length > 0 && command.registeredArguments.length === 0)
      return `there is no command "${word}"`;
    command = inner ?? command;
  }
  return undefined;
}
