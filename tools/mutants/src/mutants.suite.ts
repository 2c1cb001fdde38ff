import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typeErrors } from './check-types.js';
import { Court } from './court.js';
import { MUTANTS } from './list.js';
import { verdictLine } from './verdict.js';

let court: Court;

beforeAll(async () => {
  court = await Court.open(MUTANTS);
});

afterAll(async () => {
  await court.close();
});

it('every mutant compiles: what is no program shows nothing when it fails', { tags: ['proof.mutants', 'simulated'] }, async () => {
  expect(await typeErrors(MUTANTS)).toEqual([]);
});

describe.concurrent('a broken rule of the engine is noticed', { tags: ['proof.mutants', 'simulated'] }, () => {
  it.each(MUTANTS.map((mutant) => [mutant.id, mutant] as const))('%s', async (_id, mutant) => {
    expect(verdictLine(await court.judge(mutant))).toMatch(/^caught /);
  });
});
