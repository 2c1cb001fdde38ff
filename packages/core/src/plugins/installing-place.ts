import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The folder that a package was installed into, and how to know what else was installed there on purpose. */
export type InstallingPlace =
  /** Its package.json names what was asked for. */
  | { readonly kind: 'project'; readonly folder: string; readonly manifestFile: string }
  /** No package.json, as below npm's global prefix: what lies at the top of `node_modules` was asked for. */
  | { readonly kind: 'global'; readonly folder: string; readonly names: readonly string[]; readonly listed: readonly string[] };

/**
 * Finds who installed a package: the folder that holds the outermost `node_modules` above it. The links of pnpm are followed by the
 * caller; its store lies in that same `node_modules`.
 *
 * @param folder - real path of the package
 * @returns undefined when the package lies in no `node_modules`
 */
export async function findInstallingPlace(folder: string): Promise<InstallingPlace | undefined> {
  const modules = outermostModules(folder);
  if (modules === undefined) return undefined;
  const project = dirname(modules);
  const manifestFile = join(project, 'package.json');
  if (await exists(manifestFile)) return { kind: 'project', folder: project, manifestFile };
  return { kind: 'global', folder: project, ...(await topOf(modules)) };
}

function outermostModules(folder: string): string | undefined {
  const above = dirname(folder);
  if (above === folder) return undefined;
  return outermostModules(above) ?? (basename(above) === 'node_modules' ? above : undefined);
}

/** Names of the packages at the top of a `node_modules`, and the folders that were listed to find them. */
async function topOf(modules: string): Promise<{ readonly names: readonly string[]; readonly listed: readonly string[] }> {
  const entries = await namesIn(modules);
  const scopes = entries.filter((name) => name.startsWith('@'));
  const scoped = await Promise.all(scopes.map(async (scope) => (await namesIn(join(modules, scope))).map((name) => `${scope}/${name}`)));
  const names = [...entries.filter((name) => !name.startsWith('@')), ...scoped.flat()];
  const isPackage = await Promise.all(names.map((name) => exists(join(modules, name, 'package.json'))));
  return {
    names: names.filter((_name, index) => isPackage[index]),
    listed: [modules, ...scopes.map((scope) => join(modules, scope))],
  };
}

/** Hidden entries are the package manager's own. A folder that cannot be listed shows nothing. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith('.')).toSorted();
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
