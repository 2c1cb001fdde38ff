import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutatedFiles, ROOT } from './apply.js';
import { MUTANTS } from './list.js';
import { REPORT, reportProblems } from './report.js';

describe('the list of mutants', { tags: ['proof.mutants', 'simulated'] }, () => {
  it('has each one once, and more than twenty-four', () => {
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(24);
  });

  it.each(MUTANTS.map((mutant) => [mutant.id, mutant] as const))('changes the engine as it is now: %s', (_id, mutant) => {
    for (const [file, text] of mutatedFiles(mutant)) expect(text).not.toBe(readFileSync(join(ROOT, 'packages/core/src', file), 'utf8'));
  });

  it('names tests that there are', () => {
    const files = MUTANTS.flatMap(({ caughtBy }) => (caughtBy.by === 'test' ? [caughtBy.file] : []));
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('is what the report tells of', () => {
    expect(reportProblems(readFileSync(join(ROOT, REPORT), 'utf8'))).toEqual([]);
  });
});
