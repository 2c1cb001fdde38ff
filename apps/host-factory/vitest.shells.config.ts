import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/** Completion in the shells themselves. zsh and fish are installed where they are missing, so this stands apart from the unit tests. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      name: 'shells',
      root: fileURLToPath(new URL('../../', import.meta.url)),
      include: ['apps/host-factory/test/shells/**/*.suite.ts'],
      globalSetup: ['apps/host-factory/test/shells/global-setup.ts'],
      // Only to find what hangs.
      testTimeout: 600_000,
      hookTimeout: 600_000,
    },
  }),
);
