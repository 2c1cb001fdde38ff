import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files by their path from the root of the repository, with `/`. A check takes one, so that its own test can hand it a planted one. */
export type Tree = ReadonlyMap<string, string>;

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', '.git', '.turbo', '.cache', 'coverage']);
const TEXT = /(?:\.(?:ts|tsx|mts|mjs|js|json|md|ya?ml|sh|css|html|toml|txt|tpl)|\/run|^LICENSE|^\.[a-z]+)$/;

/** Every text file of the repository that is not installed or built. */
export function readRepository(root = ROOT): Tree {
  const files = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) visit(path);
      } else if (entry.isFile() && TEXT.test(path)) files.set(path, readFileSync(join(root, path), 'utf8'));
    }
  };
  visit('');
  return files;
}

/** A planted tree for a check's own test. */
export function plant(files: Readonly<Record<string, string>>): Tree {
  return new Map(Object.entries(files));
}

const SOURCE = /^(packages|plugins|apps)\/([^/]+)\/(?:src|test)\/.+\.[cm]?tsx?$/;

/** TypeScript of the product, its tests included. */
export function productSources(tree: Tree): readonly (readonly [path: string, text: string])[] {
  return [...tree].filter(([path]) => SOURCE.test(path));
}

/** Tests and their fixtures may do more than what is published. */
export function isTest(path: string): boolean {
  return /\.(?:test|suite)\.[cm]?tsx?$|\/(?:test|__fixtures__|testing)\//.test(path);
}
