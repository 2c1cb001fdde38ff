import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

export default mergeConfig(
  shared,
  defineConfig({
    test: { name: 'conformance', root: import.meta.dirname, include: ['src/**/*.suite.ts'], testTimeout: 600_000, hookTimeout: 600_000 },
  }),
);
