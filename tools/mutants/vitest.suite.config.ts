import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/** A mutant that takes this long hangs. */
const HANG_MS = 45 * 60_000;

/** The engine with each of its rules broken: somebody has to notice. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      name: 'mutants',
      root: fileURLToPath(new URL('../../', import.meta.url)),
      include: ['tools/mutants/src/**/*.suite.ts'],
      maxConcurrency: 2,
      testTimeout: HANG_MS,
      hookTimeout: HANG_MS,
    },
  }),
);
