import { defineProject, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

export default mergeConfig(
  shared,
  defineProject({
    test: {
      name: '@hostwright/host-factory',
      // The end-to-end tests run what users get: the built program, through the scripts that it installs.
      globalSetup: ['test/e2e/harness/global-setup.ts'],
      // Scenarios wait most of the time: for machines to boot, for an agent to take over, for Host Factory's next poll.
      maxConcurrency: 3,
      // A test that takes this long hangs.
      testTimeout: 600_000,
      hookTimeout: 600_000,
    },
  }),
);
