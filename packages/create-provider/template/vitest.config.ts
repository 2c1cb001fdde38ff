import { defineConfig } from 'vitest/config';

/** The limit only ends what hangs. */
export default defineConfig({ test: { include: ['src/**/*.test.ts'], testTimeout: 180_000 } });
