/** What zod says of a value beside its message. */
export interface Bounds {
  readonly code?: string | undefined;
  readonly message: string;
  readonly expected?: unknown;
  readonly values?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly origin?: unknown;
}

/** Kinds of values, as people who write configurations call them. */
const KINDS: Readonly<{ [kind: string]: string }> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object of keys and values',
  record: 'an object of keys and values',
  string: 'a text',
};

/** Issues of which the library's own sentence speaks to programmers. Everywhere else the schema states the sentence. */
const TELLERS: Readonly<{ [code: string]: (issue: Bounds) => string | undefined }> = {
  invalid_type: ({ expected }) => (Object.hasOwn(KINDS, String(expected)) ? `it must be ${KINDS[String(expected)]}` : undefined),
  invalid_value: ({ values }) => (Array.isArray(values) ? `it must be ${choice(values)}` : undefined),
  too_small: ({ minimum, origin }) => bound('least', minimum, origin),
  too_big: ({ maximum, origin }) => bound('most', maximum, origin),
};

/** What is wrong with a value, in words for people who write configurations; never repeats the value. */
export function tellWrongValue(issue: Bounds): string {
  const teller = issue.code !== undefined && Object.hasOwn(TELLERS, issue.code) ? TELLERS[issue.code] : undefined;
  return (/^(?:Invalid|Too) /.test(issue.message) ? teller?.(issue) : undefined) ?? issue.message;
}

/** Zod's sentences in our words, of a plugin's schema: of those, nothing but the sentence crosses the contract. Any other stays. */
export function inOurWords(message: string): string {
  for (const { pattern, tell } of SENTENCES) {
    const found = pattern.exec(message);
    const told = found === null ? undefined : tell(found[1] ?? '', found[2] ?? '');
    if (told !== undefined) return told;
  }
  return message;
}

const SENTENCES: readonly { readonly pattern: RegExp; readonly tell: (first: string, second: string) => string | undefined }[] = [
  { pattern: /^Invalid option: expected one of (.*)$/, tell: (options) => `it must be one of ${options.replaceAll('"|"', '", "')}` },
  { pattern: /^Invalid input: expected (\w+)/, tell: (kind) => (Object.hasOwn(KINDS, kind) ? `it must be ${KINDS[kind]}` : undefined) },
  { pattern: /^Too small: expected (\w+) to (?:be|have) >=(\d+)/, tell: (origin, limit) => bound('least', Number(limit), origin) },
  { pattern: /^Too big: expected (\w+) to (?:be|have) <=(\d+)/, tell: (origin, limit) => bound('most', Number(limit), origin) },
];

function choice(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length === 1 ? (texts[0] ?? '') : `one of ${texts.join(', ')}`;
}

function bound(word: string, limit: unknown, origin: unknown): string | undefined {
  if (typeof limit !== 'number') return undefined;
  if (origin === 'array')
    return word === 'least' && limit === 1 ? 'it must have at least one entry' : `it must have at ${word} ${limit} entries`;
  if (origin === 'string') return word === 'least' && limit === 1 ? 'it must not be empty' : `it must have at ${word} ${limit} characters`;
  return `it must be at ${word} ${limit}`;
}
