import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/** A test that takes this long hangs. */
const HANG_MS = 600_000;

const SOURCES = 'tools/kubernetes-tests/src';
/** Suites that run the command as it is built. */
const COMMAND = `${SOURCES}/host-factory/**/*.suite.ts`;

/** Each file starts a control plane of its own: one file at a time. */
function part(test: { name: string; include: string[]; exclude?: string[]; globalSetup?: string[] }) {
  const { globalSetup = [], ...rest } = test;
  return mergeConfig(
    shared,
    defineConfig({
      test: {
        ...rest,
        root: fileURLToPath(new URL('../../', import.meta.url)),
        globalSetup: ['tools/emulators/src/kubernetes/install/global-setup.ts', ...globalSetup],
        fileParallelism: false,
        testTimeout: HANG_MS,
        hookTimeout: HANG_MS,
      },
    }),
  );
}

/** The Kubernetes plugin on a real control plane, which is built first, by Go; and the command with it. */
export default defineConfig({
  test: {
    projects: [
      part({ name: 'kubernetes plugin', include: [`${SOURCES}/**/*.suite.ts`], exclude: [COMMAND] }),
      part({ name: 'kubernetes command', include: [COMMAND], globalSetup: [`${SOURCES}/host-factory/build.ts`] }),
    ],
  },
});
