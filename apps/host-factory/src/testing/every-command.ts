import { systemClock } from '@hostwright/core';
import type { Command } from 'commander';
import { createProgram } from '../program.js';
import { PROGRAM } from './program-files.js';
import { recordIo } from './recorded-io.js';

/** A command and the words that lead to it. */
export interface KnownCommand {
  readonly words: readonly string[];
  readonly command: Command;
}

/** The whole command line, for tests that look at it; no command can be run. */
export function testProgram(): Command {
  const none = (): never => {
    throw new Error('no services here');
  };
  return createProgram({
    io: recordIo(),
    environment: {},
    program: PROGRAM,
    clock: systemClock,
    interruption: new AbortController().signal,
    services: none,
    readServices: none,
    endWith: () => undefined,
  });
}

/** Every command, groups included, the program itself first. */
export function everyCommand(): readonly KnownCommand[] {
  const walk = (command: Command, words: readonly string[]): readonly KnownCommand[] => [
    { words, command },
    ...command.commands.flatMap((child) => walk(child, [...words, child.name()])),
  ];
  return walk(testProgram(), []);
}

/** Those of {@link everyCommand} that help shows. */
export function visibleCommands(): readonly KnownCommand[] {
  const hidden = everyCommand().filter(({ command }) => {
    const { parent } = command;
    return parent !== null && !parent.createHelp().visibleCommands(parent).includes(command);
  });
  return everyCommand().filter(({ words }) => !hidden.some((other) => other.words.every((word, index) => words[index] === word)));
}

/** The command that a command line names; the program itself, or a group, where it names none. */
export function commandOf(words: readonly string[]): Command {
  const names = words.filter((word) => !word.startsWith('-'));
  const descend = (command: Command, [name, ...rest]: readonly string[]): Command => {
    const next = command.commands.find((child) => child.name() === name);
    return next === undefined ? command : descend(next, rest);
  };
  return descend(testProgram(), names);
}
