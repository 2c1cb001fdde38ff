/** Replaces what must never be written anywhere. */
export interface Scrubber {
  /** Remembers a secret (or user data) by its value. Short ones are passed over: they would match by chance. */
  add(secret: string): void;
  /** The text with every remembered value replaced. */
  clean(text: string): string;
}

const SHORTEST_SECRET = 6;
const MASK = '[redacted]';

/** Makes a scrubber that knows no secret yet. */
export function createScrubber(): Scrubber {
  const values = new Set<string>();
  return {
    add: (secret) => {
      for (const form of writtenForms(secret)) if (form.length >= SHORTEST_SECRET) values.add(form);
    },
    clean: (text) => {
      let cleaned = text;
      for (const value of values) cleaned = cleaned.replaceAll(value, MASK);
      return cleaned;
    },
  };
}

/** As it is, as it stands inside JSON, and as base64, in which clouds take user data; with and without white space around it. */
function writtenForms(secret: string): readonly string[] {
  return [secret, secret.trim()].flatMap((text) => [text, JSON.stringify(text).slice(1, -1), toBase64(text)]);
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64').replace(/=+$/, '');
}
