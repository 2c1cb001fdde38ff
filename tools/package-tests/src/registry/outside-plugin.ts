import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runWell } from '../harness/run.js';
import { ROOT } from '../harness/workspace.js';
import { packFolder, repack } from './pack.js';

const SOURCES = fileURLToPath(new URL('../__fixtures__/provider-tin', import.meta.url));

/** A core of another version than ours, for whoever brings his own. */
export const OTHER_CORE_VERSION = '0.0.9';

/** The versions of the outside plugin. */
export const TIN = {
  /** Uses the core that is there. */
  plain: '1.0.0',
  /** Brings an older core of its own. */
  withOwnCore: '2.0.0',
  /** Was written for a contract that we do not know. */
  unknownSpecification: '3.0.0',
} as const;

interface Workshop {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Makes a plugin as an outsider does: in a folder of his own, against core from the registry, compiled by TypeScript with its strictest
 * look at other people's types, packed by npm.
 *
 * @returns the archives of its three versions
 */
export async function makeOutsidePlugin({ folder, environment }: Workshop): Promise<readonly string[]> {
  const home = join(folder, 'provider-tin');
  await cp(SOURCES, home, { recursive: true });
  const where = { cwd: home, environment };
  await runWell(['npm', 'install', '--no-save', '--no-audit', '--no-fund', '--no-package-lock', '@types/node@24'], where);
  await runWell([process.execPath, join(ROOT, 'node_modules/typescript/bin/tsc')], where);
  const plain = await packFolder(home, folder, environment);
  const again = { into: folder, environment };
  const withOwnCore = await repack(
    plain,
    ({ peerDependencies: _mine, dependencies, ...manifest }) => ({
      ...manifest,
      version: TIN.withOwnCore,
      dependencies: { ...dependencies, '@hostwright/core': OTHER_CORE_VERSION },
    }),
    again,
  );
  const unknown = await repack(
    plain,
    (manifest) => ({
      ...manifest,
      version: TIN.unknownSpecification,
      hostwright: { role: 'provider', providerId: 'tin', spec: 'v9' },
    }),
    again,
  );
  return [plain, withOwnCore, unknown];
}
