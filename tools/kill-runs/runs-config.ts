import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/** It finds what hangs, on the slowest machine; each wait of a run has a limit of its own. */
const HANG_MS = 3_600_000;

/** Runs of real processes that are killed: minutes, so they stand apart from the unit tests. */
export function runsConfig(name: string, suite: string) {
  return mergeConfig(
    shared,
    defineConfig({
      test: {
        name,
        root: fileURLToPath(new URL('../../', import.meta.url)),
        include: [suite],
        testTimeout: HANG_MS,
        hookTimeout: HANG_MS,
      },
    }),
  );
}
