import { codeOfError, describeSystemError, exitCodeOf } from '@hostwright/service/errors';
import { CommandError } from './command-error.js';

/** What a person is told about an error, and what the process ends with. */
export interface ErrorReport {
  /** One line. */
  readonly text: string;
  /** What `explain` knows it by. */
  readonly code: string;
  readonly exitCode: number;
}

/** Turns any error into one line, a code and an exit code. */
export function describeError(error: unknown): ErrorReport {
  if (error instanceof CommandError) return report(error.message, error.code);
  const code = codeOfError(error);
  if (code !== undefined) return report((error as Error).message, code);
  const refused = describeSystemError(error);
  return refused === undefined ? report(tellDefect(error), 'internal-error') : report(refused.text, refused.code);
}

function report(text: string, code: string): ErrorReport {
  return { text: oneLine(text), code, exitCode: exitCodeOf(code) };
}

function tellDefect(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}${placeOf(error)}` : String(error);
  return `Internal error, please report it: ${text}`;
}

/** Where a defect showed: the first line of the stack that names a place. */
function placeOf(error: Error): string {
  const place = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return place === undefined ? '' : ` (${place.trim()})`;
}

/** Names and messages come from clouds and files: they must not steer the terminal. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- these characters are what is taken out
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}
