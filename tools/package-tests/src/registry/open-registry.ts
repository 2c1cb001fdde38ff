import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { startVerdaccio } from '@hostwright/emulators/verdaccio';
import { outsidePath, publishablePackages } from '../harness/workspace.js';
import { makeOutsidePlugin, OTHER_CORE_VERSION } from './outside-plugin.js';
import { packWorkspacePackage, repack } from './pack.js';
import { publish } from './publish.js';

/** A registry with all our packages, and what a stranger needs to use it. Plain data: it crosses processes. */
export interface Registry {
  readonly url: string;
  /** For every command of a stranger: his PATH, his npm, our registry. */
  readonly environment: Readonly<Record<string, string>>;
  /** Archives of our packages, by name. */
  readonly archives: Readonly<Record<string, string>>;
}

/** Packs and publishes everything once. It all lies in one temporary folder, npm's cache included. */
export async function openRegistry(): Promise<{ readonly registry: Registry; readonly close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'hostwright-packages-'));
  const verdaccio = await startVerdaccio({ scopes: ['@hostwright', '@acme'] });
  const close = async (): Promise<void> => {
    await verdaccio.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const environment = await strangersEnvironment(folder, verdaccio.environment);
    const archives = await publishAll(folder, environment);
    return { registry: { url: verdaccio.url, environment, archives }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function strangersEnvironment(folder: string, base: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const nodeFolder = join(folder, 'node');
  await mkdir(nodeFolder);
  await symlink(process.execPath, join(nodeFolder, 'node'));
  return {
    ...base,
    PATH: outsidePath(nodeFolder),
    XDG_CACHE_HOME: join(folder, 'cache'),
    npm_config_cache: join(folder, 'npm-cache'),
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };
}

async function publishAll(folder: string, environment: Readonly<Record<string, string>>): Promise<Registry['archives']> {
  const into = join(folder, 'archives');
  await mkdir(into);
  const archives: Record<string, string> = {};
  for (const each of publishablePackages()) {
    const archive = await packWorkspacePackage(each, into);
    archives[each.manifest.name] = archive;
    await publish(archive, environment);
  }
  const core = archives['@hostwright/core'] ?? '';
  const otherCore = await repack(core, (manifest) => ({ ...manifest, version: OTHER_CORE_VERSION }), { into, environment });
  await publish(otherCore, environment, 'older');
  for (const archive of await makeOutsidePlugin({ folder, environment })) {
    await publish(archive, environment, basename(archive).includes('1.0.0') ? 'latest' : 'other');
  }
  return archives;
}
