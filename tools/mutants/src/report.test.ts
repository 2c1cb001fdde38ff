import { describe, expect, it } from 'vitest';
import { MUTANTS } from './list.js';
import { renderReport, reportProblems } from './report.js';
import { verdictLine, type Verdict } from './verdict.js';

const CAUGHT: readonly Verdict[] = MUTANTS.map((mutant) =>
  mutant.caughtBy.by === 'test'
    ? { mutant, noticed: { by: 'test', message: 'expected 1 to be 2' } }
    : { mutant, noticed: { by: 'simulation', histories: 7, seed: 7, invariant: 'I9', message: 'too much' } },
);

describe('the report on mutants', { tags: ['proof.mutants', 'simulated'] }, () => {
  it('has a row for each mutant, which says who noticed it and after how many histories', () => {
    const report = renderReport(CAUGHT);
    expect(reportProblems(report)).toEqual([]);
    expect(report).toMatch(/^\| attempt-not-written \| .* \| I9, after 7 histories \|$/m);
    expect(report).toMatch(/^\| one-quiet-sweep \| .* \| settled\.test\.ts: is not settled by one such sweep/m);
  });

  it('is stale when a mutant was added, changed or removed since', () => {
    const report = renderReport(CAUGHT);
    expect(reportProblems(report.replace(/^\| one-quiet-sweep .*\n/m, ''))).toEqual(["there is no row of 'one-quiet-sweep' as it is now"]);
    expect(reportProblems(report.replace('| one sweep is enough |', '| none is needed |'))).toHaveLength(2);
  });

  it('is stale when nobody noticed a mutant', () => {
    const [first, ...others] = CAUGHT;
    const missed = renderReport([{ mutant: first!.mutant, noticed: undefined }, ...others]);
    expect(reportProblems(missed)).toEqual([expect.stringContaining(`nobody noticed: | ${first!.mutant.id} |`)]);
  });
});

describe('a verdict', { tags: ['proof.mutants', 'simulated'] }, () => {
  it('names the mutant that was missed, and what was expected of whom', () => {
    const [first] = MUTANTS;
    expect(verdictLine({ mutant: first!, noticed: undefined })).toBe('MISSED  acknowledge-before-commit: no history broke I3');
  });
});
