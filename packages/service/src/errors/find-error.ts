import { nearest } from '../configuration/read/nearest.js';
import type { ErrorEntry } from './error-entry.js';
import { ERRORS } from './errors.js';

/** What a word stands for: the entry itself, or else what to say about it. */
export type ErrorSearch =
  | { readonly found: ErrorEntry }
  /** A number that is no exit code: these exist. */
  | { readonly found: undefined; readonly exitCodes: readonly number[] }
  /** A word that nothing is called: this may have been meant. */
  | { readonly found: undefined; readonly exitCodes: undefined; readonly nearest: string | undefined };

/**
 * Finds an error by its code, by its class or kind, or an exit code by its number or name. Brackets around it, as printed behind a message,
 * and letters' case do not count.
 */
export function findError(word: string): ErrorSearch {
  const plain = word
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  const byCode = ERRORS.find(({ code }) => code === plain);
  const found = byCode ?? ERRORS.find(({ names }) => names.some((name) => name.toLowerCase() === plain));
  if (found !== undefined) return { found };
  if (/^(?:exit-?)?[-+]?\d+$/.test(plain)) return { found: undefined, exitCodes: exitCodes() };
  return { found: undefined, exitCodes: undefined, nearest: nearestWord(plain) };
}

function nearestWord(word: string): string | undefined {
  return nearest(
    word,
    ERRORS.flatMap(({ code, names }) => [code, ...names]).filter((name) => !/\d/.test(name)),
  );
}

function exitCodes(): readonly number[] {
  return ERRORS.filter(({ area }) => area === 'exit code').map(({ exitCode }) => exitCode);
}
