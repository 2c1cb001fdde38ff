import { closestMatch } from 'leven';

/** The known word that was probably meant; undefined when none is near. Of two letters alone nothing can be guessed. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const byLowerCase = new Map(known.map((name) => [name.toLowerCase(), name]));
  const maxDistance = Math.min(Math.max(2, Math.floor(word.length / 3)), word.length - 2);
  const found = maxDistance < 1 ? undefined : closestMatch(word.toLowerCase(), [...byLowerCase.keys()], { maxDistance });
  return found === undefined ? undefined : byLowerCase.get(found);
}

/** A sentence about a key, at the end of `path`, that nobody knows. */
export function tellUnknownKey(path: string, key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  if (meant !== undefined) return `${path}: unknown key; did you mean "${meant}"?`;
  return `${path}: unknown key; ${known.length === 0 ? 'remove it' : `known are ${known.toSorted().join(', ')}`}`;
}
