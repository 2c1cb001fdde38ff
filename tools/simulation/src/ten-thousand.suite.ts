import { describe, expect, it } from 'vitest';
import { Pool } from '../lib/pool.mjs';
import { failureLine, reportOf } from '../lib/report.mjs';
import { ROWS } from './rows/rows.js';

const HISTORIES = 10_000;
/** Histories in which each fault takes effect, at least. */
const FIRED_EACH = 1_000;
/** One in so many is run again without one of the faults that took effect in it. */
const TWINS_EVERY = 20;

describe(`${HISTORIES} histories`, { tags: ['engine.recovery.any-fault', 'proof.simulation', 'simulated'] }, () => {
  it('break no invariant, and every fault takes effect in a thousand of them', async () => {
    const startedAt = Date.now();
    const pool = await Pool.open();
    const summary = await pool.run({ from: 1, count: HISTORIES, twinsEvery: TWINS_EVERY, until: ({ failures }) => failures.length > 0 });
    await pool.close();
    const { user, system } = process.cpuUsage();
    console.log(reportOf(summary, { wallMs: Date.now() - startedAt, cpuMs: (user + system) / 1_000 }));
    expect(summary.failures.map(failureLine)).toEqual([]);
    expect(summary.histories).toBe(HISTORIES);
    expect(summary.leastProcesses).toBeGreaterThanOrEqual(3);
    expect(summary.leastRequests).toBeGreaterThanOrEqual(5);
    expect(summary.leastSteps).toBeGreaterThanOrEqual(200);
    expect(summary.leastRows).toBeGreaterThanOrEqual(3);
    const rare = Object.keys(ROWS).filter((row) => (summary.fired[row] ?? 0) < FIRED_EACH);
    expect(rare).toEqual([]);
    expect(Object.keys(ROWS).filter((row) => summary.twins[row] === undefined)).toEqual([]);
  });
});
