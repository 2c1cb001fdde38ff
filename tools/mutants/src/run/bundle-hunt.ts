import { join, relative } from 'node:path';
import { build, type Options } from 'tsup';
import { mutatedFiles, ROOT, SOURCES } from '../apply.js';
import type { Mutant } from '../mutant.js';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * Bundles the hunt with the simulation and the engine that it runs, whose rule `mutant` breaks. Answers the path of the bundle.
 * @param mutant - undefined leaves the engine as it is
 * @throws when a file that the mutant changes was not loaded: nothing would be shown then
 */
export async function bundleHunt(mutant: Mutant | undefined, outDir: string): Promise<string> {
  const loaded = new Set<string>();
  const files = mutant === undefined ? new Map<string, string>() : mutatedFiles(mutant);
  await build({
    entry: { hunt: join(ROOT, 'tools/mutants/src/run/hunt.ts') },
    outDir,
    format: 'esm',
    target: 'node24',
    platform: 'node',
    bundle: true,
    noExternal: [/.*/],
    splitting: false,
    silent: true,
    config: false,
    // `node:sqlite` has no name without the prefix.
    removeNodeProtocol: false,
    dts: false,
    esbuildPlugins: [replaceSources(files, loaded)],
    esbuildOptions: (esbuild) => {
      esbuild.conditions = ['@hostwright/source', 'module', 'node', 'import'];
      esbuild.absWorkingDir = join(ROOT, 'tools/mutants');
    },
  });
  for (const file of files.keys())
    if (!loaded.has(file)) throw new Error(`mutant '${mutant?.id}': the simulation does not load packages/core/src/${file}`);
  return join(outDir, 'hunt.js');
}

function replaceSources(files: ReadonlyMap<string, string>, loaded: Set<string>): Plugin {
  return {
    name: 'mutant',
    setup: (esbuild) => {
      esbuild.onLoad({ filter: /packages[/\\]core[/\\]src[/\\].*\.ts$/ }, ({ path }) => {
        const file = relative(SOURCES, path);
        const contents = files.get(file);
        if (contents === undefined) return undefined;
        loaded.add(file);
        return { contents, loader: 'ts' };
      });
    },
  };
}
