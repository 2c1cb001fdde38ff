import { planOf, type Leaves } from '../history/plan.js';
import { runHistory, type HistoryResult, type RunOptions } from '../history/run-history.js';
import type { Failure } from './job.js';

/** A history's end: what it came to, and what it broke. */
export interface Tried {
  readonly result: HistoryResult | undefined;
  readonly failure: Failure | undefined;
}

/** Runs the history of a seed. One that breaks down fails like one that breaks a rule. */
export async function tryHistory(seed: number, leaves: Leaves = {}, options: RunOptions = {}): Promise<Tried> {
  const plan = planOf(seed, leaves);
  try {
    const result = await runHistory(plan, options);
    const [violation] = result.violations;
    return { result, failure: violation === undefined ? undefined : { seed, rows: plan.rows, violation } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      result: undefined,
      failure: { seed, rows: plan.rows, violation: { invariant: 'I6', message: `the history broke down: ${message}` } },
    };
  }
}
