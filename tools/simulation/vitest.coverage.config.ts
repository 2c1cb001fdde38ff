import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/** How much of the engine histories reach: `vitest run --config tools/simulation/vitest.coverage.config.ts`. A measure, not a gate. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      name: 'branches of the engine that histories reach',
      root: fileURLToPath(new URL('../../', import.meta.url)),
      include: ['tools/simulation/src/**/*.coverage.ts'],
      testTimeout: 3_600_000,
      coverage: {
        enabled: true,
        provider: 'v8',
        include: ['packages/core/src/engine/**/*.ts'],
        exclude: ['**/*.test.ts', '**/testing/**', '**/*-api.ts'],
        reporter: ['text', 'json-summary'],
        reportOnFailure: true,
        reportsDirectory: 'tools/simulation/node_modules/.cache/coverage',
      },
    },
  }),
);
