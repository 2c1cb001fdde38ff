import { type Entry, NOT_SHOWN, rowOf, tableOf } from '../evidence/rows.js';
import type { TestResults } from '../evidence/test-results.js';
import { type FaultTable, faultTag } from './fault-table.js';

/** Where the page lies. */
export const FAULTS_PAGE = 'docs/proof/fault-table.md';

/** What tests are to show of the faults. */
export function faultEntries({ rows }: FaultTable): readonly Entry[] {
  return rows.map(({ row, fault, promise, missing }) => ({
    id: faultTag(row),
    words: [fault, promise, missing ?? ''],
    unshown: missing === undefined ? NOT_SHOWN : 'unproven',
  }));
}

/** The whole page. */
export function faultsPage(table: FaultTable, results: TestResults): string {
  const entries = faultEntries(table);
  const shown = entries.filter((entry) => rowOf(entry, results).files.length > 0);
  const whole = shown.filter(({ words }) => words.at(-1) === '').length;
  const counts = `Tests prove ${shown.length} of ${entries.length} rows, ${whole} of them without a part that is missing.`;
  return `${INTRODUCTION}\n${counts}\n\n${tableOf(FAULTS_PAGE, COLUMNS, entries, results)}\n`;
}

const COLUMNS = ['What goes wrong', 'What we promise', 'Not shown yet'];

const INTRODUCTION = `<!-- Made by \`npm run docs\` from docs/fault-table.json and the results of the tests. -->

# What goes wrong, and what shows that it does no harm

Each row is proven by tests that carry its id as a tag; \`npm run unit -- --tagsFilter=ID\` runs those of one row, those in suites of their own
run with \`npm run test:all\`. What the words under "Proof" mean stands in [capabilities](../capabilities.md), how to check all of it
by yourself in [proof](README.md). No row was ever tried in a real cloud account.
`;
