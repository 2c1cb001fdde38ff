import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from '../apply.js';

/** A tool of the soak alone: it is no dependency of the workspace. */
const MANIFEST = {
  private: true,
  dependencies: { '@stryker-mutator/core': '10.1.1', '@stryker-mutator/vitest-runner': '10.1.1' },
};

/** Where Stryker is installed: its folder in the user's cache, made on first use. Several processes may do it at once. */
export async function installStryker(): Promise<string> {
  // The runner has to meet the very vitest that the tests import: two copies share no state.
  const vitest = await realpath(join(ROOT, 'node_modules/vitest'));
  const key = createHash('sha256')
    .update(`${process.versions.node} ${vitest} ${JSON.stringify(MANIFEST)}`)
    .digest('hex')
    .slice(0, 16);
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hostwright');
  const folder = join(cache, `stryker-${key}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const nursery = await mkdtemp(join(cache, '.installing-'));
  try {
    await writeFile(join(nursery, 'package.json'), JSON.stringify(MANIFEST));
    const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--legacy-peer-deps', '--loglevel=error'];
    await promisify(execFile)('npm', ['install', ...flags], { cwd: nursery });
    await symlink(vitest, join(nursery, 'node_modules/vitest'));
    await rename(nursery, folder);
  } catch (error) {
    await rm(nursery, { recursive: true, force: true });
    // Another process may have been first: then its work counts.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
