import { type CommandErrorCode, nearest } from '@hostwright/service/errors';
import type { Command, CommanderError } from 'commander';
import { CommandError } from './command-error.js';
import { commandPath } from './command-words.js';
import { told } from './told.js';

type Telling = (command: Command, words: readonly string[], message: string) => string;

interface Usage {
  readonly code: CommandErrorCode;
  readonly tell: Telling;
}

/** Commander's refusals in our words. Its own message holds the names between quotes. */
const USAGES: Readonly<{ [code: string]: Usage }> = {
  'commander.unknownOption': { code: 'usage-unknown-option', tell: (command, [flag = '']) => tellUnknownOption(command, flag) },
  'commander.missingArgument': { code: 'usage-missing-argument', tell: (_command, [name]) => `The argument <${name}> is missing.` },
  'commander.excessArguments': { code: 'usage-excess-arguments', tell: (_command, _words, message) => tellExcess(message) },
  'commander.missingMandatoryOptionValue': { code: 'usage-missing-option', tell: (_command, [flags]) => `The option ${flags} is missing.` },
  'commander.optionMissingArgument': { code: 'usage-missing-value', tell: (_command, [flags]) => `The option ${flags} needs a value.` },
  'commander.conflictingOption': {
    code: 'usage-options-conflict',
    tell: (_command, [first, second]) => `The options ${first} and ${second} exclude each other.`,
  },
  'commander.invalidArgument': { code: 'usage-invalid-value', tell: tellInvalid },
};

/** Tells one line about a command line that is not understood; any other error of commander's, as for help, is answered as it is. */
export function toUsageError(command: Command, error: CommanderError): Error {
  const usage = USAGES[error.code];
  const message = error.message.replace(/^error: /, '');
  if (usage === undefined) return isHelp(error) ? error : new CommandError('usage-invalid-value', `${message}.`);
  const words = [...message.matchAll(/'([^']*)'/g)].map(([, word = '']) => word);
  return new CommandError(usage.code, `${usage.tell(command, words, message)} See "${commandPath(command)} --help".`);
}

/** `--template --all`: the value was forgotten, and the next option taken for it. */
export function refuseSwallowedOptions(command: Command): void {
  const values: Readonly<{ [name: string]: unknown }> = command.opts();
  const flags = flagsOf(command);
  const option = command.options.find((known) => {
    const value = values[known.attributeName()];
    return known.required && typeof value === 'string' && flags.includes(value);
  });
  if (option === undefined) return;
  throw new CommandError('usage-missing-value', `The option ${option.flags} needs a value. See "${commandPath(command)} --help".`);
}

/** Help and version, asked for or shown in place of a command that is missing. */
function isHelp({ code, exitCode }: CommanderError): boolean {
  return exitCode === 0 || code === 'commander.help';
}

function tellUnknownOption(command: Command, stated: string): string {
  const [flag = ''] = stated.split('=');
  const meant = nearest(flag, flagsOf(command));
  return `There is no option ${told(flag)} here${meant === undefined ? '.' : `; did you mean "${meant}"?`}`;
}

/** Every long flag that is understood here. */
function flagsOf(command: Command): readonly string[] {
  const own = command.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => (long === undefined ? [] : [long]));
  return command.parent === null ? [...own, '--help'] : [...own, ...flagsOf(command.parent)];
}

function tellExcess(message: string): string {
  const [, taken = '', given = ''] = /Expected (\d+) arguments? but got (\d+)/.exec(message) ?? [];
  return `There are too many arguments: ${taken === '0' ? 'none is' : `${taken} ${taken === '1' ? 'is' : 'are'}`} taken, ${given} ${given === '1' ? 'was' : 'were'} given.`;
}

function tellInvalid(command: Command, words: readonly string[], message: string): string {
  const option = command.options.find(({ flags }) => flags === words[0]);
  if (option === undefined) {
    const [, stated = '', name = '', why = ''] = /value '(.*)' is invalid for argument '([^']*)'\. (.*)$/s.exec(message) ?? [];
    return `<${name}>: ${told(stated)} cannot be used. ${why}`;
  }
  const [, value = ''] = /argument '(.*)' is invalid\./s.exec(message) ?? [];
  const { argChoices, long } = option;
  if (argChoices === undefined) return `${long}: ${told(value)} cannot be used. ${message.replace(/^.*? is invalid\. /s, '')}`;
  const meant = nearest(value, argChoices);
  return `${long}: ${told(value)} is none of ${argChoices.join(', ')}${meant === undefined ? '.' : `; did you mean "${meant}"?`}`;
}
