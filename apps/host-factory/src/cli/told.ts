/** Longer words than this are cut in messages. */
const MAX_TOLD = 60;

/** A word of the user's as it stands in a message: between quotes, and not at any length. */
export function told(word: string): string {
  return `"${word.length > MAX_TOLD ? `${word.slice(0, MAX_TOLD)}…` : word}"`;
}
