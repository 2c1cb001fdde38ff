import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freshNpmEnvironment } from './environment.js';

/** A tool from npm that is no dependency of ours: its name, and the package.json that brings it. */
export interface ToolPackage {
  readonly name: string;
  readonly manifest: object;
}

/** An installed tool. */
export interface InstalledTool {
  /** Folder of its `node_modules`. */
  readonly folder: string;
  /** Removes what no other run can use again. May be repeated. */
  dispose(): Promise<void>;
}

/**
 * Installs a tool, or finds it as an earlier run with the same package.json left it in the user's cache folder. Where that folder cannot
 * be written the tool lives in a temporary folder for this run alone. Several processes may do it at once.
 *
 * @param cache - folder that is kept. @default `hostwright/emulators` in the user's cache folder
 */
export async function installOnce(tool: ToolPackage, cache = defaultCache()): Promise<InstalledTool> {
  const nodeMajor = process.versions.node.split('.', 1)[0];
  const key = createHash('sha256')
    .update(`${nodeMajor} ${JSON.stringify(tool.manifest)}`)
    .digest('hex')
    .slice(0, 16);
  const folder = join(cache, `${tool.name}-${key}`);
  if (await exists(join(folder, 'node_modules'))) return kept(folder);
  const nursery = await nurseryIn(cache);
  await install(tool, nursery.folder);
  if (!nursery.canBeKept) return { folder: nursery.folder, dispose: () => remove(nursery.folder) };
  return kept(await settle(nursery.folder, folder));
}

/** `hostwright/emulators` in the user's cache folder. */
export function defaultCache(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hostwright', 'emulators');
}

function kept(folder: string): InstalledTool {
  return { folder, dispose: async () => undefined };
}

/** A folder to install into: beside its final place, so that one rename shows it whole or not at all. */
async function nurseryIn(cache: string): Promise<{ readonly folder: string; readonly canBeKept: boolean }> {
  try {
    await mkdir(cache, { recursive: true });
    return { folder: await mkdtemp(join(cache, '.installing-')), canBeKept: true };
  } catch {
    return { folder: await mkdtemp(join(tmpdir(), 'hostwright-emulator-')), canBeKept: false };
  }
}

async function install({ manifest }: ToolPackage, folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  try {
    const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error'];
    await promisify(execFile)('npm', ['install', ...flags], { cwd: folder, env: freshNpmEnvironment() });
  } catch (error) {
    await remove(folder);
    throw error;
  }
}

/** Another process may have been first: then its work counts. */
async function settle(nursery: string, folder: string): Promise<string> {
  try {
    await rename(nursery, folder);
  } catch (error) {
    await remove(nursery);
    if (!(await exists(join(folder, 'node_modules')))) throw error;
  }
  return folder;
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
