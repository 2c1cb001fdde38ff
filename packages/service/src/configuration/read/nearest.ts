import { closestMatch } from 'leven';

/** The known key that was probably meant; undefined when none is near. */
function nearestKey(key: string, known: readonly string[]): string | undefined {
  const byLowerCase = new Map(known.map((name) => [name.toLowerCase(), name]));
  const maxDistance = Math.max(2, Math.floor(key.length / 3));
  const found = closestMatch(key.toLowerCase(), [...byLowerCase.keys()], { maxDistance });
  return found === undefined ? undefined : byLowerCase.get(found);
}

/** A sentence about a key, at the end of `path`, that nobody knows. */
export function tellUnknownKey(path: string, key: string, known: readonly string[]): string {
  const nearest = nearestKey(key, known);
  if (nearest !== undefined) return `${path}: unknown key; did you mean "${nearest}"?`;
  return `${path}: unknown key; ${known.length === 0 ? 'remove it' : `known are ${known.toSorted().join(', ')}`}`;
}
