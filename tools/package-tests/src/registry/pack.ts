import { join } from 'node:path';
import { access, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { runWell } from '../harness/run.js';
import { insidePath, type Manifest, type PublishablePackage, ROOT } from '../harness/workspace.js';

/**
 * Packs a package of the workspace as it would be published.
 *
 * @returns the archive's path
 * @throws when it is not built
 */
export async function packWorkspacePackage({ folder, manifest }: PublishablePackage, into: string): Promise<string> {
  await access(join(folder, 'dist')).catch(() => {
    throw new Error(`${manifest.name} is not built: run "npm run build" first`);
  });
  const archive = join(into, archiveName(manifest));
  const environment = { ...(process.env as Record<string, string>), PATH: insidePath() };
  await runWell(['pnpm', '--dir', folder, 'pack', '--out', archive], { cwd: ROOT, environment });
  return archive;
}

/** Packs a folder outside of the workspace with the npm that everybody has. */
export async function packFolder(folder: string, into: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const { out } = await runWell(['npm', 'pack', folder, '--pack-destination', into, '--silent'], { cwd: into, environment });
  return join(into, out.trim());
}

/** Packs an archive's content again with another package.json. */
export async function repack(
  archive: string,
  change: (manifest: Manifest) => object,
  { into, environment }: { readonly into: string; readonly environment: Readonly<Record<string, string>> },
): Promise<string> {
  const folder = await unpack(archive, into);
  const file = join(folder, 'package.json');
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')) as Manifest)));
  return packFolder(folder, into, environment);
}

/** Unpacks an archive into a folder of its own, and answers where its package lies. */
export async function unpack(archive: string, into: string): Promise<string> {
  const folder = await mkdtemp(join(into, 'unpacked-'));
  await runWell(['tar', 'xzf', archive, '-C', folder], { cwd: folder, environment: process.env as Record<string, string> });
  return join(folder, 'package');
}

function archiveName({ name, version }: Manifest): string {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
}
