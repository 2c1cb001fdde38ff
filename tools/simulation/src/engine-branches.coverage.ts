import { describe, expect, it } from 'vitest';
import { tryHistory } from './run/try-history.js';

/** Enough to reach what is reached at all; more than that finds faults, not branches. */
const HISTORIES = Number(process.env['HISTORIES'] ?? 400);

describe('the branches of the engine', { tags: ['engine.recovery.any-fault', 'simulated'] }, () => {
  it('are reached by histories', async () => {
    const failures = [];
    for (let seed = 1; seed <= HISTORIES; seed += 1) {
      const { failure } = await tryHistory(seed);
      if (failure !== undefined) failures.push(failure);
    }
    expect(failures).toEqual([]);
  });
});
