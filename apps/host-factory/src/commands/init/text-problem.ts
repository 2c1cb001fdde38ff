/** Longest answer to a question of the wizard, and longest value of an option that stands for one. */
const MAX_LENGTH = 2_000;

/** What steers terminals, ends lines, or turns text around. */
// eslint-disable-next-line no-control-regex -- these characters are what is refused
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** What a configuration file has against a text; undefined for nothing. */
export function textProblem(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return `it has ${text.length} characters; at most ${MAX_LENGTH} are taken`;
  const [found] = UNPRINTABLE.exec(text) ?? [];
  if (found === undefined) return undefined;
  return `it holds the control character U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** As the configuration's schema has it. */
const CONNECTION_NAME = /^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$/;

/** What is wrong with the name of a connection; undefined for nothing. */
export function connectionNameProblem(name: string): string | undefined {
  if (CONNECTION_NAME.test(name)) return undefined;
  return textProblem(name) ?? 'use 1 to 64 letters, digits, "-", "_" or ".", beginning with a letter or digit';
}
