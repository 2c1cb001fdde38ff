import { defineProject, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/**
 * The template's own tests run here too: what is handed out passes before it is packed. Its suite of the contract is run by
 * src/template.test.ts, which says what may be skipped.
 */
export default mergeConfig(
  shared,
  defineProject({
    test: {
      name: '@hostwright/create-provider',
      include: ['src/**/*.test.ts', 'template/src/**/*.test.ts'],
      exclude: ['**/node_modules/**', 'template/src/conformance.test.ts'],
    },
  }),
);
