import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/** Every document that has something to run, against the built command line and the built packages. */
const config = mergeConfig(shared, defineConfig({ test: { name: 'guides', root: dirname(fileURLToPath(import.meta.url)) } }));
// Merging would keep the unit tests, too.
config.test = { ...config.test, include: ['src/**/*.suite.ts'], testTimeout: 600_000 };
export default config;
