import { deedsOf } from '../history/deeds.js';
import { planOf } from '../history/plan.js';
import type { Shrunk } from './job.js';
import { tryHistory } from './try-history.js';

/** Leaves out faults and deeds, one after the other, as long as the history still breaks the same invariant. */
export async function shrink(seed: number): Promise<Shrunk> {
  const plan = planOf(seed);
  let { failure } = await tryHistory(seed);
  const rows: string[] = [];
  const deeds: number[] = [];
  if (failure === undefined) return { withoutRows: rows, withoutDeeds: deeds, rows: plan.rows, failure };
  const { invariant } = failure.violation;
  const failsWithout = async (moreRows: readonly string[], moreDeeds: readonly number[]): Promise<boolean> => {
    const tried = await tryHistory(seed, { rows: [...rows, ...moreRows], deeds: [...deeds, ...moreDeeds] });
    if (tried.failure?.violation.invariant !== invariant) return false;
    failure = tried.failure;
    return true;
  };
  for (const row of plan.rows) if (await failsWithout([row], [])) rows.push(row);
  for (let deed = 0; deed < deedsOf(plan).length; deed += 1) if (await failsWithout([], [deed])) deeds.push(deed);
  return { withoutRows: rows, withoutDeeds: deeds, rows: plan.rows.filter((row) => !rows.includes(row)), failure };
}
