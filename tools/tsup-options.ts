import type { Options } from 'tsup';

/** What every build shares. A package adds its entries. */
export const shared: Options = {
  format: 'esm',
  target: 'node24',
  platform: 'node',
  clean: true,
  // `node:sqlite` has no name without the prefix.
  removeNodeProtocol: false,
  // esbuild prefers `main` on the node platform, and CommonJS cannot be tree-shaken.
  esbuildOptions: (options) => {
    options.mainFields = ['module', 'main'];
  },
};

/** A library: declarations beside the code. They name workspace packages by their published entry, never by their sources. */
export const library: Options = { ...shared, dts: { compilerOptions: { customConditions: [] } } };
