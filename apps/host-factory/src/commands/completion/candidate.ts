/** One word that fits. */
export interface Candidate {
  readonly value: string;
  /** What it means, for shells that show it. */
  readonly meaning?: string | undefined;
}

/** What fits at the cursor. `files` and `folders`: the shell finds them itself. */
export type Completion = { readonly kind: 'words'; readonly candidates: readonly Candidate[] } | { readonly kind: 'files' | 'folders' };

/** Nothing fits, or nothing is known. */
export const NOTHING: Completion = { kind: 'words', candidates: [] };

// eslint-disable-next-line no-control-regex -- what would cut a line, or steer a terminal
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f]/;

/** As the shells' scripts read it: the kind on the first line, then a line for each word, with a tab before its meaning. */
export function completionText(completion: Completion): string {
  if (completion.kind !== 'words') return `${completion.kind}\n`;
  const lines = completion.candidates
    .filter(({ value }) => value !== '' && !UNPRINTABLE.test(value))
    .map(({ value, meaning = '' }) => `${value}\t${firstSentence(meaning)}\n`);
  return `words\n${lines.join('')}`;
}

function firstSentence(text: string): string {
  const [sentence = ''] = text.replaceAll(new RegExp(UNPRINTABLE, 'g'), ' ').split(/(?<=\.) /);
  return sentence.trim();
}
