import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

/**
 * Bundles a program of this folder, with everything it imports, into one file, and answers its path. Processes cannot run the sources as
 * they stand: Node strips types, but does not resolve `.js` to `.ts`.
 */
export async function bundle(name: string, outDir: string): Promise<string> {
  return bundleFile({ name, outDir, entry: fileURLToPath(new URL(`./${name}.ts`, import.meta.url)) });
}

/** The same for any source file. */
export async function bundleFile({
  name,
  entry,
  outDir,
}: {
  readonly name: string;
  readonly entry: string;
  readonly outDir: string;
}): Promise<string> {
  await build({
    entry: { [name]: entry },
    outDir,
    format: 'esm',
    target: 'node24',
    platform: 'node',
    config: false,
    silent: true,
    dts: false,
    splitting: false,
    noExternal: [/^(?!node:)/],
    removeNodeProtocol: false,
    outExtension: () => ({ js: '.mjs' }),
    // Bundled CommonJS libraries call require().
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    esbuildOptions: (options) => {
      options.conditions = ['@hostwright/source'];
      options.mainFields = ['module', 'main'];
    },
  });
  return join(outDir, `${name}.mjs`);
}
