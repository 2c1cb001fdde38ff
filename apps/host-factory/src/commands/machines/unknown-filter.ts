import type { Io } from '../../cli/io.js';
import { didYouMean } from '../../cli/suggest.js';

/** A word that narrows a list, and the words that would find something. */
export interface Filter {
  readonly option: string;
  readonly word: string | undefined;
  readonly known: readonly string[];
}

/** Tells people that a list is empty because of a word that was probably mistyped. What ended long ago may have had that name. */
export function hintAtFilters(io: Io, filters: readonly Filter[]): void {
  for (const { option, word, known } of filters) {
    const meant = word === undefined || known.includes(word) ? '' : didYouMean(word, known);
    if (meant !== '') io.err(`${option}: nothing is called "${word}"${meant}\n`);
  }
}
