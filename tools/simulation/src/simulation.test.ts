import { describe, expect, it } from 'vitest';
import { Pool } from '../lib/pool.mjs';
import { failureLine } from '../lib/report.mjs';
import type { Replayed, Shrunk } from './run/job.js';

/** As many as a plain `npm test` has time for. */
const HISTORIES = 500;
const HANGS_AFTER_MS = 1_800_000;

async function withPool<Result>(body: (pool: Pool) => Promise<Result>): Promise<Result> {
  const pool = await Pool.open();
  try {
    return await body(pool);
  } finally {
    await pool.close();
  }
}

describe(
  'many processes, one store, one cloud, and everything that can go wrong',
  { timeout: HANGS_AFTER_MS, tags: ['engine.recovery.any-fault', 'proof.simulation', 'simulated'] },
  () => {
    it(`break no invariant in ${HISTORIES} histories of their own`, async () => {
      const summary = await withPool((pool) => pool.run({ from: 1, count: HISTORIES }));
      expect(summary.failures.map(failureLine)).toEqual([]);
      expect(summary.histories).toBe(HISTORIES);
      expect(summary.leastProcesses).toBeGreaterThanOrEqual(3);
      expect(summary.leastRequests).toBeGreaterThanOrEqual(5);
      expect(summary.leastSteps).toBeGreaterThanOrEqual(200);
      expect(summary.leastRows).toBeGreaterThanOrEqual(3);
    });

    it('do the same again for the same seed, turn by turn', async () => {
      const traces = await withPool(async (pool) => {
        const job = { kind: 'replay', seed: 77, rows: [], deeds: [], trace: true } as const;
        return [(await pool.ask(job)) as Replayed, (await pool.ask(job)) as Replayed];
      });
      expect(traces[0]?.lines.length).toBeGreaterThan(200);
      expect(traces[1]?.lines).toEqual(traces[0]?.lines);
    });

    it('can be run without one of their faults', async () => {
      const replayed = (await withPool((pool) =>
        pool.ask({ kind: 'replay', seed: 5, rows: ['row-07'], deeds: [0], trace: false }),
      )) as Replayed;
      expect(replayed.rows).not.toContain('row-07');
      expect(replayed.failure).toBeUndefined();
    });

    it('have nothing to shrink where nothing fails', async () => {
      const shrunk = (await withPool((pool) => pool.ask({ kind: 'shrink', seed: 5 }))) as Shrunk;
      expect(shrunk.failure).toBeUndefined();
    });
  },
);
