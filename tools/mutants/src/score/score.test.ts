import { describe, expect, it } from 'vitest';
import { percent, scoresOf } from './score.js';
import { readScores, renderScores, withScores } from './score-page.js';

const SETTLE = { file: 'engine/settle.ts', killed: 8, survived: 1, unreached: 1 };
const LEASE = { file: 'engine/lease.ts', killed: 5, survived: 5, unreached: 0 };

describe('the mutation score', { tags: ['proof.mutants', 'simulated'] }, () => {
  it('counts what was noticed or never ended, and leaves out what was no mutant', () => {
    const mutants = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored', 'CompileError', 'RuntimeError'].map((status) => ({
      status,
    }));
    expect(scoresOf({ files: { 'packages/core/src/engine/settle.ts': { mutants } } })).toEqual([
      { file: 'engine/settle.ts', killed: 2, survived: 1, unreached: 1 },
    ]);
  });

  it('is the share over all files', () => {
    expect(percent([SETTLE, LEASE])).toBe(65);
    expect(percent([])).toBe(0);
  });
});

describe('the page of scores', { tags: ['proof.mutants', 'simulated'] }, () => {
  it('tells what was measured, and which files were not', () => {
    const page = renderScores([SETTLE]);
    expect(page).toContain('Score over 1 of 11 files: **80.0 %**.');
    expect(page).toContain('| engine/settle.ts | 8 | 1 | 1 | 80.0 % |');
    expect(page).toContain('| engine/lease.ts | | | | not measured |');
    expect(renderScores([])).toContain('Nothing was measured yet.');
  });

  it('keeps the other files when one is measured again', () => {
    const page = withScores(renderScores([SETTLE, LEASE]), [{ ...SETTLE, killed: 10 }]);
    expect(readScores(page)).toEqual([LEASE, { ...SETTLE, killed: 10 }]);
  });
});
