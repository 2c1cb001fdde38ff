import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/** A hundred thousand machines: minutes on a slow machine, so not part of the unit tests. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      name: '@hostwright/fake-ec2 (a hundred thousand machines, and beside moto)',
      root: import.meta.dirname,
      include: ['src/**/*.suite.ts'],
      exclude: ['src/**/*.test.ts', '**/node_modules/**'],
      testTimeout: 1_800_000,
      hookTimeout: 600_000,
    },
  }),
);
