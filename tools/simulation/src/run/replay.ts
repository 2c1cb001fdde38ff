import { planOf } from '../history/plan.js';
import type { Job, Replayed } from './job.js';
import { tryHistory } from './try-history.js';

/** Runs one history again, and tells what happened in it. */
export async function replay({ seed, rows, deeds, trace }: Job & { readonly kind: 'replay' }): Promise<Replayed> {
  const lines: string[] = [];
  const leaves = { rows, deeds };
  const { result, failure } = await tryHistory(seed, leaves, trace ? { trace: (line) => lines.push(line) } : {});
  return { lines, failure, steps: result?.steps ?? 0, rows: planOf(seed, leaves).rows, outcome: result?.outcome ?? '' };
}
