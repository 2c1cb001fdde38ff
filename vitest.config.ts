import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*/vitest.config.ts', 'plugins/*/vitest.config.ts', 'apps/*/vitest.config.ts', 'tools/*/vitest.config.ts'],
    passWithNoTests: true,
    coverage: { provider: 'v8', include: ['{packages,plugins,apps}/*/src/**/*.ts'], exclude: ['**/*.test.ts', '**/__fixtures__/**'] },
  },
});
