import { lstat, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedIn } from '../harness/dependency-tree.js';
import { Folder } from '../harness/folder.js';
import { packFolder, unpack } from '../registry/pack.js';
import type { Registry } from '../registry/open-registry.js';
import { publish } from '../registry/publish.js';

/** What a package weighs, and what installing it brings. */
interface PackageSize {
  readonly name: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly files: number;
  readonly installed: InstallSize;
}

/** What an installation brings. */
interface InstallSize {
  readonly packages: number;
  readonly bytes: number;
  /** Median of the runs, with a filled npm cache. */
  readonly ms: number;
}

/** All sizes of one run, and the installation of an empty package to compare with. */
export interface Sizes {
  readonly empty: InstallSize;
  readonly packages: readonly PackageSize[];
}

const RUNS = 5;

const EMPTY = '@acme/empty';

/** Measures every package of the registry, each installed by itself. */
export async function measureSizes({ archives, environment }: Registry): Promise<Sizes> {
  const scratch = await mkdtemp(join(tmpdir(), 'hostwright-sizes-'));
  try {
    await publishEmpty(scratch, environment);
    const installed = await measureInstalls(environment, [EMPTY, ...Object.keys(archives)]);
    const packages = Object.entries(archives).map(async ([name, archive]): Promise<PackageSize> => {
      const unpacked = await contentOf(await unpack(archive, scratch));
      const { size: packedBytes } = await stat(archive);
      return { name, packedBytes, unpackedBytes: unpacked.bytes, files: unpacked.files, installed: sizeOf(installed, name) };
    });
    return { empty: sizeOf(installed, EMPTY), packages: await Promise.all(packages) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What npm costs when there is nothing to install. */
async function publishEmpty(scratch: string, environment: Registry['environment']): Promise<void> {
  const folder = join(scratch, 'empty');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: EMPTY, version: '1.0.0' }));
  await publish(await packFolder(folder, scratch, environment), environment);
}

type Runs = ReadonlyMap<string, readonly InstallSize[]>;

/** Takes turns, so that what else the machine does meets all of them. */
async function measureInstalls(environment: Registry['environment'], wanted: readonly string[]): Promise<Runs> {
  const runs = new Map<string, InstallSize[]>(wanted.map((each) => [each, []]));
  // The first turn fills npm's cache and does not count.
  for (let turn = 0; turn <= RUNS; turn += 1) {
    for (const [each, sizes] of runs) {
      const size = await install(environment, each);
      if (turn > 0) sizes.push(size);
    }
  }
  return runs;
}

async function install(environment: Registry['environment'], wanted: string): Promise<InstallSize> {
  await using folder = await Folder.make(environment);
  const started = performance.now();
  await folder.install(wanted);
  const ms = performance.now() - started;
  const { packages } = await installedIn(folder);
  const { bytes } = await contentOf(join(folder.path, 'node_modules'));
  return { packages: packages.length, bytes, ms };
}

/** The run of median time. */
function sizeOf(runs: Runs, wanted: string): InstallSize {
  const median = (runs.get(wanted) ?? []).toSorted((a, b) => a.ms - b.ms)[Math.floor(RUNS / 2)];
  if (median === undefined) throw new Error(`${wanted} was not measured`);
  return median;
}

/** Files below a folder, links not followed. */
async function contentOf(folder: string): Promise<{ readonly files: number; readonly bytes: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map(async (entry) => (await lstat(join(entry.parentPath, entry.name))).size),
  );
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
