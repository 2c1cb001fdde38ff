import { join } from 'node:path';
import type { DiscoveryProblem } from './discovery.js';
import { findInstallingPlace } from './installing-place.js';
import { readPackageJson, type PackageJson } from './package-json.js';

/** A package that somebody asked for by name, and the folder from which that name is resolved. */
interface WantedPackage {
  readonly from: string;
  readonly name: string;
}

/** Everything that may be a plugin. */
interface WantedPackages {
  readonly packages: readonly WantedPackage[];
  readonly problems: readonly DiscoveryProblem[];
  /** Files and folders that this was read from. */
  readonly sources: readonly string[];
}

/**
 * The packages that a program's package.json names, and those that were installed beside the program on purpose. Where both name one, it is
 * the one installed beside: the program brings what somebody may want, the project says what it wants.
 *
 * @param folder - real path of the program's package
 */
export async function wantedPackages(folder: string, manifest: PackageJson): Promise<WantedPackages> {
  const beside = await installedBeside(folder);
  const taken = new Set(beside.packages.map(({ name }) => name));
  const own = dependencyNames(manifest).filter((name) => !taken.has(name));
  return {
    ...beside,
    packages: [...beside.packages, ...from(folder, own)],
    sources: [join(folder, 'package.json'), ...beside.sources],
  };
}

/** A project whose package.json cannot be read is a problem; the program's own packages are found all the same. */
async function installedBeside(folder: string): Promise<WantedPackages> {
  const place = await findInstallingPlace(folder);
  if (place === undefined) return { packages: [], problems: [], sources: [] };
  if (place.kind === 'global') return { packages: from(place.folder, place.names), problems: [], sources: place.listed };
  const sources = [place.manifestFile];
  try {
    return { packages: from(place.folder, projectNames(await readPackageJson(place.manifestFile))), problems: [], sources };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${place.manifestFile}: cannot be read, so the plugins that it names are not found: ${reason}`;
    const problem: DiscoveryProblem = { code: 'InvalidConfiguration', providerId: undefined, packageName: place.folder, message };
    return { packages: [], problems: [problem], sources };
  }
}

function from(folder: string, names: readonly string[]): readonly WantedPackage[] {
  return names.map((name) => ({ from: folder, name }));
}

function dependencyNames({ dependencies, optionalDependencies }: PackageJson): readonly string[] {
  return [...new Set([...keysOf(dependencies), ...keysOf(optionalDependencies)])].filter(isPackageName);
}

/** A project's development dependencies are installed as much as its others. */
function projectNames(manifest: PackageJson): readonly string[] {
  return [...new Set([...dependencyNames(manifest), ...keysOf(manifest.devDependencies)])].filter(isPackageName);
}

function keysOf(field: unknown): readonly string[] {
  return typeof field === 'object' && field !== null ? Object.keys(field) : [];
}

/** Nothing that would leave `node_modules`. */
function isPackageName(name: string): boolean {
  return /^(@[^/\\@]+\/)?[^/\\@.][^/\\]*$/.test(name);
}
