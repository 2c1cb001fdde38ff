import { posix } from 'node:path';
import { evidenceOf } from './evidence.js';
import { type Label, LABELS } from './labels.js';
import type { TestResults } from './test-results.js';

/** What stands in the place of a proof where no test passed and one should have. */
export const NOT_SHOWN = '**not shown**';

/** One thing that tests are to show, as its list says it. */
export interface Entry {
  /** The tag of its tests. */
  readonly id: string;
  /** What the list says of it, a cell each. */
  readonly words: readonly string[];
  /** What stands in the place of a proof where no test passed. */
  readonly unshown: string;
}

/** One line of a page: what the list says, and what passing tests show. */
export interface Row {
  readonly id: string;
  readonly words: readonly string[];
  readonly labels: readonly string[];
  /** Files whose tests show it. */
  readonly files: readonly string[];
}

/** What passing tests show of an entry. */
export function rowOf({ id, words }: Entry, results: TestResults): Row {
  const shown = evidenceOf(id, results).filter(({ status }) => status === 'passed');
  const labels: readonly Label[] = LABELS.filter((label) => shown.some((evidence) => evidence.labels.includes(label)));
  return { id, words, labels, files: shown.map(({ file }) => file) };
}

/** A table of the page that lies at `page`. */
export function tableOf(page: string, columns: readonly string[], entries: readonly Entry[], results: TestResults): string {
  const head = ['Id', ...columns, 'Proof', 'Shown by'];
  const lines = entries.map((entry) => {
    const { id, words, labels, files } = rowOf(entry, results);
    const proof = files.length === 0 ? entry.unshown : labels.join(', ');
    return cells([`\`${id}\``, ...words, proof, files.map((file) => link(page, file)).join(', ')]);
  });
  return [cells(head), cells(head.map(() => '---')), ...lines].join('\n');
}

/** The rows of a page that was written before. */
export function readRows(page: string, text: string): readonly Row[] {
  return text.split('\n').flatMap((line) => {
    const [, id, rest] = /^\| `([^`]+)` \| (.*) \|$/.exec(line) ?? [];
    const parts = rest?.split(' | ') ?? [];
    const [proof, files] = parts.slice(-2);
    if (id === undefined || proof === undefined || files === undefined) return [];
    const targets = [...files.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => posix.join(posix.dirname(page), target));
    return [{ id, words: parts.slice(0, -2), labels: targets.length === 0 ? [] : proof.split(', '), files: targets }];
  });
}

function cells(texts: readonly string[]): string {
  return `| ${texts.join(' | ')} |`;
}

function link(page: string, file: string): string {
  const name = posix.basename(file).replace(/\.(?:test|suite)\.ts$/, '');
  return `[${name}](${posix.relative(posix.dirname(page), file)})`;
}
