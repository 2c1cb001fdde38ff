import { evidenceOf } from './evidence.js';
import { LABELS } from './labels.js';
import { type Entry, readRows, type Row, rowOf } from './rows.js';
import type { TestResults } from './test-results.js';

/** What a comparison found. */
export interface Comparison {
  /** Why the page has to be written anew. */
  readonly stale: readonly string[];
  /** What this run alone could not show: a failed test fails the run by itself already. */
  readonly notes: readonly string[];
}

/** A page as it was written, and what it was made from. */
export interface WrittenPage {
  /** Where it lies. */
  readonly page: string;
  readonly text: string;
  readonly entries: readonly Entry[];
}

/**
 * Compares a page with what a run of the tests showed. A run may be a part of all tests, and some of its tests may have failed or been
 * skipped: what the page says of those stands.
 *
 * @param exists - whether a file of the repository is there
 */
export function comparePage({ page, text, entries }: WrittenPage, results: TestResults, exists: (file: string) => boolean): Comparison {
  const written = new Map(readRows(page, text).map((row) => [row.id, row]));
  const stale: string[] = [];
  const notes: string[] = [];
  const ran = new Set(results.files.map(({ file }) => file));
  for (const entry of entries) {
    const before = written.get(entry.id);
    if (before === undefined) {
      stale.push(`${entry.id} is missing`);
      continue;
    }
    const now = rowOf(entry, results);
    if (before.words.join(' | ') !== now.words.join(' | ')) stale.push(`${entry.id} is described in other words`);
    stale.push(...newlyShown(before, now));
    const evidence = evidenceOf(entry.id, results);
    for (const file of before.files.filter((one) => !now.files.includes(one))) {
      const status = evidence.find((one) => one.file === file)?.status;
      if (status !== undefined) notes.push(`${entry.id} was not shown by ${file} this time: ${status}`);
      else if (ran.has(file) || !exists(file)) stale.push(`${entry.id} is not shown by ${file} any more`);
      else notes.push(`${entry.id} is shown by ${file}, which this run left out`);
    }
  }
  const known = new Set(entries.map(({ id }) => id));
  for (const id of written.keys()) if (!known.has(id)) stale.push(`${id} is listed no more`);
  return { stale, notes };
}

function newlyShown(before: Row, now: Row): readonly string[] {
  const files = now.files.filter((file) => !before.files.includes(file)).map((file) => `${now.id} is also shown by ${file}`);
  const labels = LABELS.filter((label) => now.labels.includes(label) && !before.labels.includes(label));
  return files.length > 0 ? files : labels.map((label) => `${now.id} is also shown with the label ${label}`);
}
