import { isHostFactoryError, isProviderError, isStoreError, type Remedy } from '@hostwright/core';
import { EXIT, REMEDY_EXIT_CODES, STORE_REMEDIES } from '../exit-codes.js';
import { CommandError } from './command-error.js';

/** What a person is told about an error, and what the process ends with. */
export interface ErrorReport {
  /** One line. */
  readonly text: string;
  readonly exitCode: number;
}

/** Turns any error into one line and an exit code. */
export function describeError(error: unknown): ErrorReport {
  if (error instanceof CommandError && error.remedy === 'usage') return { text: oneLine(error.message), exitCode: EXIT.usage };
  const remedy = remedyOf(error);
  if (remedy !== undefined) return { text: oneLine((error as Error).message), exitCode: REMEDY_EXIT_CODES[remedy] };
  const text = error instanceof Error ? `${error.name}: ${error.message}${placeOf(error)}` : String(error);
  return { text: oneLine(`Internal error, please report it: ${text}`), exitCode: REMEDY_EXIT_CODES['report-bug'] };
}

function remedyOf(error: unknown): Remedy | undefined {
  if (error instanceof CommandError) return error.remedy === 'usage' ? undefined : error.remedy;
  if (isStoreError(error)) return STORE_REMEDIES[error.kind];
  if (isHostFactoryError(error) || isProviderError(error)) return error.remedy;
  return undefined;
}

/** Where a defect showed: the first line of the stack that names a place. */
function placeOf(error: Error): string {
  const place = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return place === undefined ? '' : ` (${place.trim()})`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
