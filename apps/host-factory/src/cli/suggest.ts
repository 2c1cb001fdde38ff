import { nearest } from '@hostwright/service/errors';

/** What follows on a name that nobody knows: the one that was probably meant, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined || meant === word ? '' : `; did you mean "${meant}"?`;
}
