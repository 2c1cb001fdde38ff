import { denialOf, gapOf } from './case.js';
import { Bench } from './bench/bench.js';
import { chosenCases } from './run.js';
import { runCase } from './run-case.js';
import type { ConformanceSubject } from './subject.js';

/** The part of a test runner that the suite uses: `test` of vitest, node:test and others fit. */
export interface Test {
  (name: string, run: () => Promise<void>): unknown;
  /** Registers a test that is not run, and shown as such. */
  readonly skip: (name: string, run: () => Promise<void>) => unknown;
}

/** What may be chosen about a suite. */
export interface SuiteOptions {
  /** Only cases whose id begins with one of these. @default all */
  readonly only?: readonly string[];
  /** @default 120,000 */
  readonly caseDeadlineMs?: number;
}

/**
 * Registers one test for each rule of the contract. Only what the provider's capabilities deny is skipped; what the subject cannot
 * provoke is skipped too, under a name that says so: it was not shown. Await it where tests are declared.
 *
 * @param test - your runner's `test`
 * @param subject - your plugin, and how to make a cloud for it
 */
export async function conformanceSuite(test: Test, subject: ConformanceSubject, options: SuiteOptions = {}): Promise<void> {
  const bench = await Bench.open(subject);
  try {
    for (const one of chosenCases(options.only)) {
      const name = `${one.id}: ${one.title}`;
      const denial = denialOf(one, bench.capabilities);
      const gap = gapOf(one, bench.world, subject);
      const run = async (): Promise<void> => {
        const { outcome } = await runCase(one, subject, options.caseDeadlineMs);
        if (outcome.kind === 'failed') throw new Error(outcome.message);
        if (outcome.kind !== 'passed') throw new Error(`${outcome.kind}: ${outcome.reason}; the same subject allowed it a moment ago`);
      };
      if (denial !== undefined) test.skip(`${name} (${denial})`, run);
      else if (gap !== undefined) test.skip(`${name} (not exercised: ${gap})`, run);
      else test(name, run);
    }
  } finally {
    await bench.close();
  }
}
