import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { TestResults } from '../evidence/test-results.js';
import { inRepository } from '../repository.js';

/** Rows of the table, each a generator of the simulation too unless it is exempt by name. */
const ROWS = 41;

const sentences = z.string().regex(/^[^|\n]+\.$/, 'one sentence or two on one line, without "|"');

const faultRow = z.strictObject({
  row: z.int(),
  fault: sentences,
  promise: sentences,
  /** What no test shows of it yet, and what that waits for. */
  missing: sentences.optional(),
});

/** The form of docs/fault-table.json. */
export const faultTableSchema = z.strictObject({ rows: z.array(faultRow).length(ROWS) }).superRefine(({ rows }, context) => {
  for (const [index, { row }] of rows.entries()) {
    const message = `the rows are numbered from 1 to ${ROWS}, in order`;
    if (row !== index + 1) context.addIssue({ code: 'custom', path: ['rows', index, 'row'], message });
  }
});

/** The faults that we stand by a promise for. */
export type FaultTable = z.infer<typeof faultTableSchema>;

/** The tag of the tests that prove the promise of a row. */
export function faultTag(row: number): string {
  return `${PREFIX}${String(row).padStart(2, '0')}`;
}

const PREFIX = 'fault.row-';

/** docs/fault-table.json, checked. */
export function readFaultTable(): FaultTable {
  return faultTableSchema.parse(JSON.parse(readFileSync(inRepository('docs/fault-table.json'), 'utf8')));
}

/** Tests that name a row which the table does not have. */
export function unknownRows({ rows }: FaultTable, { files }: TestResults): readonly string[] {
  const known = new Set(rows.map(({ row }) => faultTag(row)));
  return files.flatMap(({ file, tests }) =>
    tests.flatMap(({ name, tags }) =>
      tags
        .filter((tag) => tag.startsWith('fault.') && !known.has(tag))
        .map((tag) => `${file}: "${name}" names ${tag}, which is no row of docs/fault-table.json`),
    ),
  );
}
