import { nearest } from '@hostwright/service/errors';
import type { Command } from 'commander';
import { ANSWERED_CALLS } from '../call-names.js';
import { CommandError } from './command-error.js';
import { told } from './told.js';

/**
 * Makes a command line ready for commander: `help` is understood before, between and behind the words of a command, and a word that is
 * no command is refused.
 *
 * @throws {CommandError} `usage-unknown-command`
 */
export function normalizeWords(root: Command, words: readonly string[]): string[] {
  const rest: string[] = [];
  let command = root;
  let asksForHelp = false;
  let isLost = false;
  for (const word of words) {
    if (isLost || /^-./.test(word)) {
      // Behind an option or an argument a word may be its value.
      isLost ||= !isGlobal(root, word);
      rest.push(word);
      continue;
    }
    const next = childOf(command, word);
    if (next !== undefined) {
      command = next;
      rest.push(word);
    } else if (word === 'help' && takesNoArguments(command)) {
      asksForHelp = true;
    } else if (command.commands.length > 0) {
      throw unknownCommand(command, word);
    } else {
      isLost = true;
      rest.push(word);
    }
  }
  return asksForHelp ? [...rest, '--help'] : rest;
}

function isGlobal(root: Command, word: string): boolean {
  return root.options.some(({ short, long }) => word === short || word === long);
}

function childOf(command: Command, word: string): Command | undefined {
  return command.commands.find((child) => child.name() === word || child.aliases().includes(word));
}

function takesNoArguments(command: Command): boolean {
  return command.registeredArguments.length === 0;
}

/** What other tools call it. */
const SYNONYMS: Readonly<{ [word: string]: readonly string[] }> = {
  ls: ['list'],
  get: ['show', 'list'],
  describe: ['show'],
  create: ['request', 'init'],
  launch: ['request'],
  delete: ['return', 'cancel', 'terminate'],
  rm: ['return', 'cancel', 'terminate'],
  check: ['validate', 'verify', 'doctor'],
};

function unknownCommand(parent: Command, word: string): CommandError {
  const path = commandPath(parent);
  const meant = suggestion(parent, word);
  const stated = [...path.split(' ').slice(1), word].join(' ');
  return new CommandError(
    'usage-unknown-command',
    `There is no command ${told(stated)}${meant === undefined ? '.' : `; did you mean "${meant}"?`} See "${path} --help".`,
  );
}

/** The command that was probably meant: here by a like name, or by what other tools call it, or the same word in a group. */
function suggestion(parent: Command, word: string): string | undefined {
  const known = parent
    .createHelp()
    .visibleCommands(parent)
    .map((child) => child.name());
  const calls = parent.parent === null ? ANSWERED_CALLS : [];
  const group = parent.commands.find((child) => childOf(child, word) !== undefined);
  const synonyms = Object.hasOwn(SYNONYMS, word) ? (SYNONYMS[word] ?? []) : [];
  return (
    nearest(word, [...known, ...calls]) ??
    synonyms.find((name) => known.includes(name)) ??
    (group === undefined ? undefined : `${group.name()} ${word}`)
  );
}

/** A command with all that stands before it: `host-factory machines list`. */
export function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}
