import { defineProject, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

export default mergeConfig(
  shared,
  defineProject({
    test: {
      name: '@hostwright/host-factory',
      // The end-to-end tests run what users get: the built program, through the scripts that it installs.
      globalSetup: ['test/e2e/harness/global-setup.ts'],
      maxConcurrency: 6,
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  }),
);
