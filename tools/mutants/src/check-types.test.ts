import { expect, it } from 'vitest';
import { typeErrors } from './check-types.js';
import { MUTANTS } from './list.js';
import type { Mutant } from './mutant.js';

it('a mutant that is no program is named by the compiler, and one that is is not', { tags: ['proof.mutants', 'simulated'] }, async () => {
  const [sound] = MUTANTS;
  const unsound: Mutant = {
    id: 'unsound',
    rule: '',
    change: '',
    edits: [{ file: 'engine/due.ts', find: 'return atMs === undefined', replace: 'return whatever || atMs === undefined' }],
    caughtBy: { by: 'simulation', invariants: ['I1'] },
  };
  const errors = await typeErrors([sound!, unsound]);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/due\.mutant\.unsound\.ts.*TS2304/);
});
