import { SPECIFICATION_VERSION } from '@hostwright/core/provider';
import manifest from '../package.json' with { type: 'json' };
import type { ConformanceCase } from './case.js';
import { ALL_CASES } from './cases/all-cases.js';
import type { CaseResult, ConformanceReport } from './outcome.js';
import { runCase } from './run-case.js';
import type { ConformanceSubject } from './subject.js';

/** What may be chosen about a run. */
export interface RunOptions {
  /** Only cases whose id begins with one of these. @default all */
  readonly only?: readonly string[];
  /** Told of each result as it comes. */
  readonly onResult?: (result: CaseResult) => void;
  /** A case that takes longer hangs, and has failed. @default 120,000 */
  readonly caseDeadlineMs?: number;
}

/** Cases whose ids begin with one of the given words; all when none are given. */
export function chosenCases(only: readonly string[] | undefined): readonly ConformanceCase[] {
  if (only === undefined || only.length === 0) return ALL_CASES;
  return ALL_CASES.filter(({ id }) => only.some((start) => id.startsWith(start)));
}

/** Judges a plugin by every rule, one after the other. Never rejects for what the plugin does. */
export async function runConformance(subject: ConformanceSubject, options: RunOptions = {}): Promise<ConformanceReport> {
  const results: CaseResult[] = [];
  for (const one of chosenCases(options.only)) {
    const result = await runCase(one, subject, options.caseDeadlineMs);
    results.push(result);
    options.onResult?.(result);
  }
  return { providerId: subject.definition.id, specificationVersion: SPECIFICATION_VERSION, kitVersion: manifest.version, results };
}
