import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/** Ten thousand histories: minutes, so not part of the unit tests, which `shared` would bring along. */
export default mergeConfig(
  { ...shared, test: { ...shared.test, include: [] } },
  defineConfig({
    test: {
      name: '@hostwright/simulation (ten thousand histories)',
      root: import.meta.dirname,
      include: ['src/**/*.suite.ts'],
      // A machine that does nothing else needs minutes: this notices one that hangs.
      testTimeout: 14_400_000,
      hookTimeout: 600_000,
    },
  }),
);
