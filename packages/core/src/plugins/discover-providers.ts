import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { HostFactoryError } from '../ports/errors.js';
import { SPECIFICATION_VERSION } from '../provider/definition.js';
import { refusal } from './allow-list.js';
import type { AllowedPackage, Discovery, DiscoveryProblem, FoundProvider } from './discovery.js';
import { entryUrl } from './package-entry.js';
import { findPackage, readPackageJson, type InstalledPackage, type PackageJson } from './package-json.js';
import { readMetadata } from './plugin-metadata.js';
import { wantedPackages } from './wanted-packages.js';

/** Where to look, and what may be used. */
export interface DiscoverOptions {
  /** Folder whose package.json names the plugins among its dependencies. */
  readonly directory: string;
  /** @default everything that is installed directly */
  readonly allow?: readonly AllowedPackage[];
}

/**
 * Finds the provider plugins among the direct dependencies of one package.json. When that package is itself installed, also among those
 * of the project that installed it, so that a plugin counts as soon as it is installed beside; where both name a package, the project's
 * choice holds. Reads metadata only: no plugin's code runs, and `node_modules` is never crawled. May be repeated.
 *
 * @throws {HostFactoryError} `InvalidConfiguration` when the folder's own package.json cannot be read
 */
export async function discoverProviders({ directory, allow }: DiscoverOptions): Promise<Discovery> {
  const { folder, manifest } = await readHome(directory);
  const { packages, problems, sources } = await wantedPackages(folder, manifest);
  const looked = await Promise.all(packages.map(({ from, name }) => look(from, name, allow)));
  const candidates = withoutAliases(looked.filter((entry) => entry !== undefined && 'entryUrl' in entry));
  const conflicts = conflictsOf(candidates);
  const contested = new Set(conflicts.map((problem) => problem.providerId));
  return {
    found: candidates.filter((entry) => !contested.has(entry.providerId)).toSorted((a, b) => (a.providerId < b.providerId ? -1 : 1)),
    problems: [...problems, ...looked.filter((entry) => entry !== undefined && 'code' in entry), ...conflicts],
    sources,
  };
}

async function readHome(directory: string): Promise<{ readonly folder: string; readonly manifest: PackageJson }> {
  const file = join(directory, 'package.json');
  try {
    const folder = await realpath(directory);
    return { folder, manifest: await readPackageJson(join(folder, 'package.json')) };
  } catch (cause) {
    throw new HostFactoryError('InvalidConfiguration', `${file}: cannot be read, so no plugin can be found: ${reasonOf(cause)}`, { cause });
  }
}

async function look(
  folder: string,
  packageName: string,
  allow: readonly AllowedPackage[] | undefined,
): Promise<FoundProvider | DiscoveryProblem | undefined> {
  let installed: InstalledPackage | undefined;
  try {
    installed = await findPackage(folder, packageName);
  } catch (cause) {
    return unreadable(packageName, `its package.json cannot be read: ${reasonOf(cause)}`);
  }
  return installed === undefined ? undefined : judge(packageName, installed, allow);
}

function judge(
  packageName: string,
  installed: InstalledPackage,
  allow: readonly AllowedPackage[] | undefined,
): FoundProvider | DiscoveryProblem | undefined {
  const metadata = readMetadata(installed.manifest.hostwright);
  if (metadata === undefined) return undefined;
  if (typeof metadata === 'string') return unreadable(packageName, metadata);
  const { providerId, spec } = metadata;
  const { version } = installed.manifest;
  if (typeof version !== 'string') return unreadable(packageName, '"version" must be a text', providerId);
  const forbidden = refusal(allow, packageName, version);
  if (forbidden !== undefined) return { code: 'ProviderNotAllowed', providerId, packageName, message: `${packageName}: ${forbidden}` };
  if (spec !== SPECIFICATION_VERSION) return unsupported({ providerId, packageName, version, spec });
  const url = entryUrl(installed);
  if (url === undefined) return unreadable(packageName, '"exports" names no file of the package for an import of its name', providerId);
  return { providerId, packageName, version, spec, directory: installed.directory, entryUrl: url };
}

function unreadable(packageName: string, reason: string, providerId?: string): DiscoveryProblem {
  return { code: 'InvalidConfiguration', providerId, packageName, message: `${packageName}: ${reason}` };
}

function unsupported(plugin: Pick<FoundProvider, 'providerId' | 'packageName' | 'version' | 'spec'>): DiscoveryProblem {
  const { providerId, packageName, version, spec } = plugin;
  const message =
    `${packageName}@${version} is written for specification '${spec}', this version of Hostwright speaks '${SPECIFICATION_VERSION}': ` +
    'install versions of both that fit each other';
  return { code: 'UnsupportedSpecification', providerId, packageName, message };
}

/** The same folder under two dependency names is one plugin. */
function withoutAliases(candidates: readonly FoundProvider[]): readonly FoundProvider[] {
  return candidates.filter((entry, index) => candidates.findIndex((other) => other.directory === entry.directory) === index);
}

function conflictsOf(candidates: readonly FoundProvider[]): readonly DiscoveryProblem[] {
  const claims = Map.groupBy(candidates, (entry) => entry.providerId);
  return [...claims].flatMap(([providerId, [first, ...others]]) => {
    if (first === undefined || others.length === 0) return [];
    const names = [first, ...others].map((entry) => entry.packageName).join(' and ');
    const message = `${names} both claim the provider id '${providerId}': uninstall one of them`;
    return [{ code: 'ProviderConflict' as const, providerId, packageName: first.packageName, message }];
  });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
