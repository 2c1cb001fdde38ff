import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/** A test that takes this long hangs. Speed is measured in benchmarks/ and sizes.mjs, never here. */
const HANG_MS = 600_000;

/** Packages as others get them: packed, published to a registry of our own, installed into empty folders. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      name: 'packages',
      root: fileURLToPath(new URL('../../', import.meta.url)),
      include: ['tools/package-tests/src/**/*.suite.ts'],
      globalSetup: ['tools/package-tests/src/registry/global-setup.ts'],
      testTimeout: HANG_MS,
      hookTimeout: HANG_MS,
    },
  }),
);
