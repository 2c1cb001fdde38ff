import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import capabilities from './docs/capabilities.json' with { type: 'json' };
import faults from './docs/fault-table.json' with { type: 'json' };

/**
 * Workspace packages resolve to their sources, so that tests need no build. Not `module`: Node gets the same conditions, and the files that
 * the AWS SDK has under that name are for bundlers alone.
 */
const conditions = ['@hostwright/source', 'node', 'development|production'];

/**
 * What a test may be tagged with: a capability that docs/capabilities.json lists, a row of docs/fault-table.json whose promise it proves, and
 * what ran to show it. Any other tag fails its file.
 */
const LABELS = ['real', 'emulated', 'contract', 'simulated', 'unproven'];
const FAULTS = faults.rows.map(({ row }) => `fault.row-${String(row).padStart(2, '0')}`);
const tags = [...LABELS, ...FAULTS, ...capabilities.capabilities.map(({ id }) => id)].map((name) => ({ name }));

export const shared = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    environment: 'node',
    tags,
    strictTags: true,
    // Tests of processes wait more than they compute. vitest's own choice leaves one processor free, which on two leaves no two at once.
    maxWorkers: availableParallelism() + 1,
    // Only to find what hangs, on the slowest machine; speed is measured in benchmarks/, never here.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
