import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The parts of a package.json that discovery reads, unchecked. */
export interface PackageJson {
  readonly version?: unknown;
  readonly main?: unknown;
  readonly exports?: unknown;
  readonly dependencies?: unknown;
  readonly optionalDependencies?: unknown;
  readonly devDependencies?: unknown;
  readonly hostwright?: unknown;
}

/** A package as it is installed. */
export interface InstalledPackage {
  /** Real path of its folder. */
  readonly directory: string;
  readonly manifest: PackageJson;
}

/** Reads a package.json. @throws when it cannot be read or is not a JSON object */
export async function readPackageJson(file: string): Promise<PackageJson> {
  const value: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it is not a JSON object');
  return value;
}

/**
 * Finds an installed package by its name as Node does for an import in `directory`: in the `node_modules` of the folder and of each
 * folder above it, the nearest first. Looks for that one name only.
 *
 * @returns undefined when it is not installed
 * @throws when its package.json cannot be read
 */
export async function findPackage(directory: string, name: string): Promise<InstalledPackage | undefined> {
  for (const folder of [directory, ...foldersAbove(directory)]) {
    if (basename(folder) === 'node_modules') continue;
    const candidate = await realpath(join(folder, 'node_modules', name)).catch(() => undefined);
    if (candidate !== undefined) return { directory: candidate, manifest: await readPackageJson(join(candidate, 'package.json')) };
  }
  return undefined;
}

function foldersAbove(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [] : [above, ...foldersAbove(above)];
}
