import { type Command, InvalidArgumentError, Option } from 'commander';
import { OUTPUT_FORMS } from './print.js';

/** Most machines of one request; what Host Factory may ask for as well. */
const MAX_COUNT = 100_000;

/** `--config DIR`, on each command that works on a deployment. */
export function configOption(): Option {
  return new Option('--config <dir>', 'configuration folder (default: as HF_PROVIDER_CONFDIR or PRO_CONF_DIR says)');
}

/** `--output table|json`. */
export function outputOption(): Option {
  return new Option('-o, --output <form>', 'form of the result').choices(OUTPUT_FORMS).default('table');
}

/** `--timeout SECONDS`. */
export function timeoutOption(defaultSeconds: number): Option {
  return new Option('--timeout <seconds>', 'longest wait').argParser(parseSeconds).default(defaultSeconds);
}

/** Adds examples to a command's help. Each is the command line after `host-factory`, and what it does. */
export function withExamples(command: Command, examples: readonly (readonly [line: string, meaning: string])[]): Command {
  const lines = examples.map(([line, meaning]) => `  # ${meaning}\n  $ host-factory ${line}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** Reads a number of machines. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MAX_COUNT) return count;
  throw new InvalidArgumentError(`It is a whole number from 1 to ${MAX_COUNT}.`);
}

/** Reads a limit of a list. */
export function parseLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= Number.MAX_SAFE_INTEGER) return limit;
  throw new InvalidArgumentError('It is a whole number of at least 1.');
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('It is a number of seconds, at most 86400.');
}
