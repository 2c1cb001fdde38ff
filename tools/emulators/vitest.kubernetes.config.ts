import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/** A test that takes this long hangs. */
const HANG_MS = 600_000;

/** What needs a Kubernetes: it is built first, by Go. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      name: 'kubernetes',
      root: fileURLToPath(new URL('../../', import.meta.url)),
      include: ['tools/emulators/src/kubernetes/**/*.suite.ts'],
      globalSetup: ['tools/emulators/src/kubernetes/install/global-setup.ts'],
      testTimeout: HANG_MS,
      hookTimeout: HANG_MS,
    },
  }),
);
