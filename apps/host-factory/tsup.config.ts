import { defineConfig } from 'tsup';
import { shared } from '../../tools/tsup-options.js';

export default defineConfig({
  ...shared,
  entry: { bin: 'src/bin.ts', main: 'src/main.ts' },
  splitting: true,
  // Plugins stay outside: they are found by their package.json when the command runs.
  noExternal: [/^@hostwright\/(?!provider-)/],
  // Bundled CommonJS libraries call require().
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
