import { type CapabilityList, LABELS } from './capabilities.js';
import { evidenceOf } from './evidence.js';
import { readRows, rowOf, type Row } from './page.js';
import type { TestResults } from './test-results.js';

/** What a comparison found. */
export interface Comparison {
  /** Why the page has to be written anew. */
  readonly stale: readonly string[];
  /** What this run alone could not show: a failed test fails the run by itself already. */
  readonly notes: readonly string[];
}

/**
 * Compares the page with what a run of the tests showed. A run may be a part of all tests, and some of its tests may have failed or been
 * skipped: what the page says of those stands.
 *
 * @param exists - whether a file of the repository is there
 */
export function comparePage(page: string, list: CapabilityList, results: TestResults, exists: (file: string) => boolean): Comparison {
  const written = new Map(readRows(page).map((row) => [row.id, row]));
  const stale: string[] = [];
  const notes: string[] = [];
  for (const capability of list.capabilities) {
    const before = written.get(capability.id);
    if (before === undefined) {
      stale.push(`${capability.id} is missing`);
      continue;
    }
    const now = rowOf(capability, results);
    if (before.text !== now.text || before.providers !== now.providers)
      stale.push(`${capability.id} is described in other words or providers`);
    stale.push(...newlyShown(before, now));
    const evidence = evidenceOf(capability, results);
    const ran = new Set(results.files.map(({ file }) => file));
    for (const file of before.files.filter((one) => !now.files.includes(one))) {
      const status = evidence.find((one) => one.file === file)?.status;
      if (status !== undefined) notes.push(`${capability.id} was not shown by ${file} this time: ${status}`);
      else if (ran.has(file) || !exists(file)) stale.push(`${capability.id} is not shown by ${file} any more`);
      else notes.push(`${capability.id} is shown by ${file}, which this run left out`);
    }
  }
  const known = new Set(list.capabilities.map(({ id }) => id));
  for (const id of written.keys()) if (!known.has(id)) stale.push(`${id} is no capability any more`);
  return { stale, notes };
}

function newlyShown(before: Row, now: Row): readonly string[] {
  const files = now.files.filter((file) => !before.files.includes(file)).map((file) => `${now.id} is also shown by ${file}`);
  const labels = LABELS.filter((label) => now.labels.includes(label) && !before.labels.includes(label));
  return files.length > 0 ? files : labels.map((label) => `${now.id} is also shown with the label ${label}`);
}
