import { type Command, InvalidArgumentError, Option } from 'commander';
import { OUTPUT_FORMS } from './print.js';

/** Most machines of one request; what Host Factory may ask for as well. */
const MAX_COUNT = 100_000;

/** `--config DIR`, on each command that works on a deployment. */
export function configOption(): Option {
  return new Option('--config <dir>', 'configuration folder (default: as HF_PROVIDER_CONFDIR or PRO_CONF_DIR says)').argParser(parseFolder);
}

/** `--output table|json|yaml`. */
export function outputOption(): Option {
  return new Option('-o, --output <form>', 'form of the result').choices(OUTPUT_FORMS).default('table');
}

/** `--timeout SECONDS`. */
export function timeoutOption(defaultSeconds: number): Option {
  return new Option('--timeout <seconds>', 'longest wait').argParser(parseSeconds).default(defaultSeconds);
}

/** `--watch`. */
export function watchOption(): Option {
  return new Option('-w, --watch', 'stay, and show what changes, until Ctrl-C');
}

/** `--dry-run`. */
export function dryRunOption(): Option {
  return new Option('--dry-run', 'say what would be done, and do nothing');
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

/** Reads a moment: how long ago (`90s`, `30m`, `12h`, `7d`), or a date and time. Answers milliseconds since 1970. */
export function parseSince(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const atMs = unit === '' ? dateOf(text) : Date.now() - Number(count) * (UNIT_MS[unit] ?? 0);
  if (Number.isFinite(atMs)) return atMs;
  throw new InvalidArgumentError('It is how long ago (90s, 30m, 12h, 7d), or a date as 2026-01-31T12:00:00Z.');
}

const UNIT_MS: Readonly<{ [unit: string]: number }> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function dateOf(text: string): number {
  return /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text) ? Date.parse(text) : Number.NaN;
}

/** An empty one is a variable that was not set, and must not be taken for the current folder. */
export function parseFolder(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It is the path of a folder.');
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('It is a number of seconds, at most 86400.');
}
