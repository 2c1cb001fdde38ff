/** What bash and zsh make of a word with quotes, the last of which may still be open. Expands nothing. */
export function unquote(word: string): string {
  return word.replaceAll(
    /'([^']*)(?:'|$)|"((?:[^"\\]|\\[^])*)(?:"|$)|\\([^])/g,
    (_all, single?: string, double?: string, escaped?: string) => single ?? double?.replaceAll(/\\(["$\\`])/g, '$1') ?? escaped ?? '',
  );
}

/** `~` at the beginning stands for the home folder. */
export function expandHome(word: string, home: string | undefined): string {
  return home !== undefined && /^~(?:\/|$)/.test(word) ? home + word.slice(1) : word;
}
