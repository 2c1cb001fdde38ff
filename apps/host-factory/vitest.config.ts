import { configDefaults, defineProject, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

export default mergeConfig(
  shared,
  defineProject({
    test: {
      name: '@hostwright/host-factory',
      // The end-to-end tests run what users get: the built program, through the scripts that it installs.
      globalSetup: ['test/e2e/harness/global-setup.ts'],
      // Imported by e2e.test.ts.
      exclude: [...configDefaults.exclude, 'test/e2e/scenarios/**'],
      // Scenarios wait most of the time: for machines to boot, for an agent to take over, for Host Factory's next poll.
      maxConcurrency: 10,
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  }),
);
