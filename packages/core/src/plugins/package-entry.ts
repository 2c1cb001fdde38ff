import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InstalledPackage } from './package-json.js';

/** The conditions of `exports` that hold for an import by Node. */
const CONDITIONS: ReadonlySet<string> = new Set(['node', 'import', 'module-sync', 'default']);

/**
 * What an import of the package's name loads, as Node finds it: the first condition of `exports` that holds, else `main`, else index.js.
 *
 * @returns undefined when the package exports nothing under its own name, or a file outside its folder
 */
export function entryUrl({ directory, manifest }: InstalledPackage): string | undefined {
  const target = manifest.exports === undefined ? (manifest.main ?? 'index.js') : exportTarget(rootExport(manifest.exports));
  if (typeof target !== 'string') return undefined;
  const file = join(directory, target);
  return file.startsWith(directory + sep) ? pathToFileURL(file).href : undefined;
}

/** `exports` is the root's own target unless its keys are paths. */
function rootExport(exports: unknown): unknown {
  if (!isObject(exports) || !Object.keys(exports).some((key) => key.startsWith('.'))) return exports;
  return Object.entries(exports).find(([key]) => key === '.')?.[1];
}

function exportTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target.startsWith('./') ? target : undefined;
  if (!isObject(target)) return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    const found = CONDITIONS.has(condition) ? exportTarget(inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
