import { describe, expect, it } from 'vitest';
import { tryHistory } from './run/try-history.js';

/** Enough to reach what is reached at all; more than that finds faults, not branches. */
const HISTORIES = Number(process.env['HISTORIES'] ?? 400);
const FROM = Number(process.env['FROM'] ?? 1);

// As in the worker: histories are full of errors that are part of the plan.
Error.stackTraceLimit = 0;

describe('the branches of the engine', { tags: ['engine.recovery.any-fault', 'simulated'] }, () => {
  it('are reached by histories', async () => {
    const failures = [];
    for (let seed = FROM; seed < FROM + HISTORIES; seed += 1) {
      const { failure } = await tryHistory(seed);
      if (failure !== undefined) failures.push(failure);
    }
    expect(failures).toEqual([]);
  });
});
