import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'tsup';

/** The programs that runs start. */
export interface Programs {
  /** The built command line. */
  readonly programPath: string;
  readonly judgePath: string;
  readonly preloadUrl: string;
  /** Compiled code, shared between runs: it is the same program. */
  readonly cacheFolder: string;
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Bundles the preload into one file of a folder; the command line must have been built. */
export async function preparePrograms(folder: string): Promise<Programs> {
  await build({
    entry: { preload: fileURLToPath(new URL('../preload/preload.ts', import.meta.url)) },
    outDir: folder,
    format: 'esm',
    target: 'node24',
    platform: 'node',
    config: false,
    silent: true,
    dts: false,
    splitting: false,
    removeNodeProtocol: false,
    outExtension: () => ({ js: '.mjs' }),
  });
  const cacheFolder = join(folder, 'cache');
  mkdirSync(cacheFolder, { recursive: true });
  return {
    programPath: join(ROOT, 'apps/host-factory/dist/bin.js'),
    judgePath: join(ROOT, 'tools/judge/src/main.ts'),
    preloadUrl: pathToFileURL(join(folder, 'preload.mjs')).href,
    cacheFolder,
  };
}
