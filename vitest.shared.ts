import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Workspace packages resolve to their sources, so that tests need no build. */
const conditions = ['@hostwright/source', 'module', 'node', 'development|production'];

export const shared = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    environment: 'node',
    // Tests of processes wait more than they compute. vitest's own choice leaves one processor free, which on two leaves no two at once.
    maxWorkers: availableParallelism() + 1,
    // Generous for slow machines; speed is measured in benchmarks/, never here.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
