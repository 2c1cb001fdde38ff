import { join } from 'node:path';
import { defineConfig, type Options } from 'tsup';
import { shared } from '../../tools/tsup-options.js';
import { directImports } from './build/direct-imports.js';
import { findLazyParts, lazyParts } from './build/lazy-parts.js';

const root = join(import.meta.dirname, '../..');
const { main = '', ...parts } = findLazyParts(root, ['apps/host-factory', 'packages/core', 'packages/service', 'packages/store']);

const common: Options = {
  ...shared,
  // Plugins stay outside: they are found by their package.json when the command runs.
  noExternal: [/^@hostwright\/(?!provider-)/],
  esbuildOptions: (options, context) => {
    shared.esbuildOptions?.(options, context);
    options.conditions = ['@hostwright/source', 'module'];
    options.minifyWhitespace = true;
    options.minifySyntax = true;
  },
};

/** The store, and what wakes the agent: needed by many calls, and one file each for the same reason as the call itself. */
const { starter = '', 'site-store': siteStore = '' } = parts;
const ownFiles = { main, starter, 'site-store': siteStore };

/** A Host Factory call loads two files: bin.js, which any Node can read, and main.js with everything that a call needs. */
const call: Options = {
  ...common,
  entry: { bin: 'src/bin.ts', ...ownFiles },
  clean: ['!lazy/**'],
  splitting: false,
  esbuildPlugins: [
    lazyParts({ ...parts, ...ownFiles }, (name) => (name in ownFiles ? `./${name}.js` : `./lazy/${name}.js`)),
    directImports(root),
  ],
};

/** Commands for people, the agent, and what a call seldom needs. */
const rest: Options = {
  ...common,
  entry: parts,
  outDir: 'dist/lazy',
  splitting: true,
  // Bundled CommonJS libraries call require().
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
};

export default defineConfig([call, rest]);
