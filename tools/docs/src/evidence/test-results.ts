import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { inRepository } from '../repository.js';

const testResultsSchema = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      tests: z.array(z.object({ name: z.string(), tags: z.array(z.string()), status: z.enum(['passed', 'failed', 'skipped']) })),
    }),
  ),
});

/** What a run of the tests showed, as results-reporter.mjs keeps it. */
export type TestResults = z.infer<typeof testResultsSchema>;

/** One test that was run. */
export type TestResult = TestResults['files'][number]['tests'][number];

const FILE = 'node_modules/.cache/hostwright/test-results.json';

/** What the last run of `npm test` showed; undefined when there was none. */
export function readTestResults(file = process.env['HOSTWRIGHT_TEST_RESULTS'] ?? inRepository(FILE)): TestResults | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  return testResultsSchema.parse(JSON.parse(text));
}
