import { describe, expect, it } from 'vitest';
import { planOf } from '../history/plan.js';
import { runHistory } from '../history/run-history.js';

const HISTORIES = 12;
const HANGS_AFTER_MS = 1_800_000;

async function traceOf(seed: number, forgetful: boolean): Promise<readonly string[]> {
  const lines: string[] = [];
  await runHistory(planOf(seed), { forgetful, trace: (line) => lines.push(line) });
  return lines;
}

describe('what a store is remembered to have answered', { timeout: HANGS_AFTER_MS, tags: ['proof.simulation', 'simulated'] }, () => {
  it(`is what it would answer: ${HISTORIES} histories are the same, turn by turn, when it is asked each time`, async () => {
    for (let seed = 1; seed <= HISTORIES; seed += 1) expect(await traceOf(seed, false)).toEqual(await traceOf(seed, true));
  });
});
