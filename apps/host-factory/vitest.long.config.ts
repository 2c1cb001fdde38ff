import { fileURLToPath } from 'node:url';
import { availableParallelism } from 'node:os';
import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/** A test that takes this long hangs. Speed is measured in benchmarks/, never here. */
const HANG_MS = 600_000;

/** Scenarios of real processes that wait for clocks, kills and take-overs: minutes, so they stand apart from the unit tests. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      name: 'long',
      root: fileURLToPath(new URL('../../', import.meta.url)),
      include: ['apps/host-factory/test/{e2e,help}/**/*.suite.ts', '{apps,packages}/*/src/**/*.suite.ts'],
      globalSetup: ['apps/host-factory/test/e2e/harness/global-setup.ts'],
      // Each scenario runs several processes of its own: more at once would only make all of them late.
      maxWorkers: availableParallelism(),
      maxConcurrency: 2,
      testTimeout: HANG_MS,
      hookTimeout: HANG_MS,
    },
  }),
);
