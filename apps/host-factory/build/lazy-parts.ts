import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** The part of an esbuild plugin that is used here. */
interface Build {
  onResolve(
    options: { readonly filter: RegExp },
    resolve: (found: Found) => { readonly path: string; readonly external: true } | undefined,
  ): void;
}

interface Found {
  readonly path: string;
  readonly kind: string;
  readonly resolveDir: string;
}

const LAZY_IMPORT = /\bimport\('(\.[^']+)\.js'\)/g;

/**
 * Finds the files that are imported when they are needed only, by the names of the bundles made from them.
 *
 * @param root - folder of the workspace
 * @param folders - whose sources are looked through
 */
export function findLazyParts(root: string, folders: readonly string[]): Readonly<{ [name: string]: string }> {
  const files = folders.flatMap((folder) => globSync(join(root, folder, 'src/**/*.ts'))).filter((file) => !file.endsWith('.test.ts'));
  const parts = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(LAZY_IMPORT)].map(([, path = '']) => resolve(dirname(file), `${path}.ts`)),
  );
  const byName = Object.fromEntries(parts.map((file) => [basename(file, '.ts'), file]));
  const hidden = parts.find((file) => byName[basename(file, '.ts')] !== file);
  if (hidden !== undefined)
    throw new Error(`${hidden} and ${byName[basename(hidden, '.ts')]} would be bundled under one name: rename one of them`);
  return byName;
}

/**
 * Leaves what is imported when it is needed only out of a bundle, which then is one file: each further file costs a short process a part
 * of its start-up time.
 *
 * @param parts - as {@link findLazyParts} gives them
 * @param locate - where a part's bundle lies, as an import path
 */
export function lazyParts(
  parts: Readonly<{ [name: string]: string }>,
  locate: (name: string) => string,
): { readonly name: string; readonly setup: (build: Build) => void } {
  const names = new Map(Object.entries(parts).map(([name, file]) => [file, name]));
  return {
    name: 'lazy-parts',
    setup: (build) => {
      build.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
        const name = kind === 'dynamic-import' ? names.get(resolve(resolveDir, path.replace(/\.js$/, '.ts'))) : undefined;
        return name === undefined ? undefined : { path: locate(name), external: true };
      });
    },
  };
}
