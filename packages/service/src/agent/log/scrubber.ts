import { writtenForms } from './written-forms.js';

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
  const secrets = new Set<string>();
  let forms: readonly string[] | undefined;
  return {
    add: (secret) => {
      if (secret.length < SHORTEST_SECRET || secrets.has(secret)) return;
      secrets.add(secret);
      forms = undefined;
    },
    clean: (text) => {
      // Worked out when something is written: most calls remember more than they log.
      forms ??= formsOf(secrets);
      let cleaned = text;
      for (const form of forms) cleaned = cleaned.replaceAll(form, MASK);
      return cleaned;
    },
  };
}

/** The longest first: of a secret that holds another one nothing is left. */
function formsOf(secrets: ReadonlySet<string>): readonly string[] {
  const forms = new Set([...secrets].flatMap(writtenForms).filter((form) => form.length >= SHORTEST_SECRET));
  return [...forms].toSorted((a, b) => b.length - a.length);
}
