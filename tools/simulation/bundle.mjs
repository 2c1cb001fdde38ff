/** Bundles the simulation with the sources of the packages that it runs: many thousands of histories want plain modules. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * The query builder freezes every part of every statement, which is a part of what a history costs, and changes nothing that it sends.
 *
 * @type {NonNullable<import('tsup').Options['esbuildPlugins']>[number]}
 */
const unfrozen = {
  name: 'unfrozen',
  setup(bundler) {
    bundler.onLoad({ filter: /kysely[/\\]dist[/\\]util[/\\]object-utils\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace('return Object.freeze(obj)', 'return obj');
      if (contents === source) throw new Error(`${path} freezes in another way now: look at it again`);
      return { contents };
    });
  },
};

/**
 * Answers the path of the bundled worker.
 *
 * @param {{ outDir?: string, plugins?: import('tsup').Options['esbuildPlugins'], sourcemap?: boolean }} [options] - `plugins` may replace
 *   sources, for example by mutants; each of them wants a folder of its own
 */
export async function bundle({ outDir = join(here, 'node_modules/.cache/bundle'), plugins = [], sourcemap = true } = {}) {
  await build({
    entry: { worker: join(here, 'src/run/worker.ts') },
    outDir,
    format: 'esm',
    target: 'node24',
    platform: 'node',
    bundle: true,
    noExternal: [/.*/],
    // One file: what is loaded on demand elsewhere is here at once, so that no turn waits for a disk.
    splitting: false,
    sourcemap,
    silent: true,
    config: false,
    // `node:sqlite` has no name without the prefix.
    removeNodeProtocol: false,
    dts: false,
    clean: false,
    esbuildPlugins: [unfrozen, ...plugins],
    esbuildOptions: (esbuild) => {
      esbuild.conditions = ['@hostwright/source', 'module', 'node', 'import'];
      esbuild.absWorkingDir = here;
    },
  });
  return join(outDir, 'worker.js');
}
