import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from '../cli/io.js';

/** Keys as a terminal sends them. */
export const KEYS = { enter: '\r', down: '\u001b[B', space: ' ', escape: '\u001b', ctrlC: '\u0003', ctrlD: '\u0004' } as const;

/** What a person waits for, and types then; nothing: the line is cut. */
export type TypedStep = readonly [waitFor: RegExp, keys: string | undefined];

/** A terminal at which somebody types. */
export interface TypedTerminal extends Terminal {
  /** All that was shown, without colours and movements. */
  readonly shown: () => string;
  /** All that was shown, as the terminal gets it. */
  readonly raw: () => string;
  /** What is still waited for. */
  readonly waiting: () => readonly RegExp[];
}

/** Types each step's keys once what it waits for has been shown since the step before. */
export function typedTerminal(steps: readonly TypedStep[]): TypedTerminal {
  const input = new PassThrough();
  const left = [...steps];
  let raw = '';
  let seen = 0;
  const react = (): void => {
    const [step] = left;
    if (step === undefined || !step[0].test(stripVTControlCharacters(raw.slice(seen)))) return;
    left.shift();
    seen = raw.length;
    // A person answers after the question is there, not while it is written.
    setTimeout(() => (step[1] === undefined ? input.end() : input.write(step[1])), 0);
  };
  const output = new Writable({
    decodeStrings: false,
    write: (text: string | Buffer, _encoding, done) => {
      raw += String(text);
      react();
      done();
    },
  });
  return {
    input,
    output: Object.assign(output, { columns: 80, rows: 24 }),
    shown: () => stripVTControlCharacters(raw),
    raw: () => raw,
    waiting: () => left.map(([waitFor]) => waitFor),
  };
}
