import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './run.mjs';

/** Workspace packages that are meant for the registry. */
function publishablePackages() {
  return ['packages', 'plugins', 'apps']
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .map((folder) => ({ folder, manifest: readManifest(join(root, folder, 'package.json')) }))
    .filter(({ manifest }) => manifest !== undefined && manifest.private !== true);
}

/**
 * Packs every publishable package as it would be published and checks the archive: publint for its shape, attw for its types where it
 * has any.
 */
export async function checkPackages() {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-pack-'));
  const publint = [];
  const attw = [];
  try {
    for (const { folder: source, manifest } of publishablePackages()) {
      const archive = join(folder, `${source.replaceAll('/', '-')}.tgz`);
      const packed = await run(['pnpm', '--dir', source, 'pack', '--out', archive]);
      if (packed.code !== 0) {
        publint.push({ test: manifest.name, ...packed });
        continue;
      }
      const [shape, types] = await Promise.all([
        run(['publint', 'run', archive, '--strict']),
        hasTypes(manifest) ? run(['attw', archive, '--profile', 'esm-only', '--no-color', '--no-emoji']) : undefined,
      ]);
      publint.push({ test: manifest.name, ...shape });
      if (types !== undefined) attw.push({ test: manifest.name, ...types });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { publint, attw };
}

function hasTypes(manifest) {
  return Object.values(manifest.exports ?? {}).some((entry) => typeof entry === 'object' && 'types' in entry);
}

function readManifest(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
