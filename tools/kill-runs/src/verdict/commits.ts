import type { Line } from '../preload/lines.js';

/** The line of a transaction that is about to be committed. */
export type CommitLine = Line & { readonly line: 'committing' };

/** Which transactions a run's processes saw committed. Of one that was killed in between, nothing is known here. */
export class Commits {
  readonly #known: ReadonlySet<string>;

  constructor(lines: readonly Line[]) {
    this.#known = new Set(lines.flatMap((line) => (line.line === 'committed' ? [keyOf(line)] : [])));
  }

  has(line: CommitLine): boolean {
    return this.#known.has(keyOf(line));
  }
}

function keyOf({ process, number }: { readonly process: string; readonly number: number }): string {
  return `${process}/${number}`;
}
