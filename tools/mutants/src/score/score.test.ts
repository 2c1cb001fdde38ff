import { describe, expect, it } from 'vitest';
import { percent, scoresOf } from './score.js';
import { survivorsOf } from './survivors.js';
import { readScores, renderScores, withScores } from './score-page.js';

const SETTLE = { file: 'engine/settle.ts', killed: 8, endless: 2, survived: 1, unreached: 1 };
const LEASE = { file: 'engine/lease.ts', killed: 5, endless: 0, survived: 5, unreached: 0 };
const PLACE = { mutatorName: 'BlockStatement', replacement: '{}', location: { start: { line: 7, column: 3 } } };

describe('the mutation score', { tags: ['proof.mutants', 'simulated'] }, () => {
  it('counts what was noticed or never ended, and leaves out what was no mutant', () => {
    const mutants = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored', 'CompileError', 'RuntimeError'].map((status) => ({
      status,
      ...PLACE,
    }));
    expect(scoresOf({ files: { 'packages/core/src/engine/settle.ts': { mutants } } })).toEqual([
      { file: 'engine/settle.ts', killed: 2, endless: 1, survived: 1, unreached: 1 },
    ]);
  });

  it('names the place of each that nobody noticed', () => {
    const mutants = ['Killed', 'Timeout', 'Survived', 'NoCoverage'].map((status, line) => ({
      ...PLACE,
      status,
      location: { start: { line, column: 3 } },
    }));
    expect(survivorsOf({ files: { 'packages/core/src/engine/settle.ts': { mutants } } })).toEqual([
      'packages/core/src/engine/settle.ts:2:3 BlockStatement: {}',
      'packages/core/src/engine/settle.ts:3:3 BlockStatement: {}',
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
    expect(page).toContain('Score over 1 of 12 files: **80.0 %**.');
    expect(page).toContain('| engine/settle.ts | 8 | 2 | 1 | 1 | 80.0 % |');
    expect(page).toContain('| engine/lease.ts | | | | | not measured |');
    expect(renderScores([])).toContain('Nothing was measured yet.');
  });

  it('keeps the other files when one is measured again', () => {
    const page = withScores(renderScores([SETTLE, LEASE]), [{ ...SETTLE, killed: 10 }]);
    expect(readScores(page)).toEqual([LEASE, { ...SETTLE, killed: 10 }]);
  });
});
