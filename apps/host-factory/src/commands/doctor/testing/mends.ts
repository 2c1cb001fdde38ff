import { execFileSync } from 'node:child_process';
import type { Command } from 'commander';
import { expect } from 'vitest';
import type { Finding } from '../finding.js';

/** Fails unless what is not well comes with a command that a shell understands and, where it is one of ours, that exists. */
export function expectMends(findings: readonly Finding[], program: Command): void {
  for (const { status, message, mend } of findings) {
    if (status === 'ok') expect([message, mend]).toEqual([message, undefined]);
    else expect([message, mend, mendProblem(mend ?? '', program)]).toEqual([message, mend, undefined]);
  }
}

/** What is wrong with a command; undefined when nothing is. */
export function mendProblem(mend: string, program: Command): string | undefined {
  if (mend.trim() === '') return 'there is none';
  try {
    execFileSync('/bin/sh', ['-n', '-c', mend], { stdio: 'pipe' });
  } catch {
    return 'a shell does not understand it';
  }
  if (!mend.startsWith('host-factory ')) return undefined;
  const words = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${mend.slice('host-factory '.length)}`], { encoding: 'utf8' });
  return commandProblem(words.split('\n').slice(0, -1), program);
}

/** Follows words down the tree of commands; options must be known, and arguments as many as there are places. */
function commandProblem(words: readonly string[], command: Command, root = command): string | undefined {
  const [first, ...rest] = words;
  const child = command.commands.find((known) => known.name() === first);
  if (child !== undefined) return commandProblem(rest, child, root);
  if (command.commands.length > 0) return `${command.name()} has no command ${first ?? ''}`;
  let left = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) {
      left += 1;
      continue;
    }
    const option = [...command.options, ...root.options].find(({ long, short }) => long === word || short === word);
    if (option === undefined) return `${command.name()} has no option ${word}`;
    if (option.required) index += 1;
  }
  const places = command.registeredArguments;
  const most = places.some(({ variadic }) => variadic) ? Infinity : places.length;
  const fits = left >= places.filter(({ required }) => required).length && left <= most;
  return fits ? undefined : `${command.name()} takes ${places.length} arguments, not ${left}`;
}
