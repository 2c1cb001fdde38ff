import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultCache, type InstalledTool } from '../../npm/install-once.js';
import { BINARY, build } from './build.js';
import { runGo, type Go } from './go.js';
import { underLock } from './lock.js';

/** The Go module that names the versions. */
const MODULE = fileURLToPath(new URL('../../../kubernetes-binaries/', import.meta.url));

/** All that the outcome of a build follows from, besides Go and the machine's kind. */
const SOURCES = [
  ...['go.mod', 'go.sum', 'main.go'].map((file) => join(MODULE, file)),
  fileURLToPath(new URL('./build.ts', import.meta.url)),
];

/**
 * Builds a Kubernetes control plane, or finds it as an earlier run left it in the user's cache folder: built from the same sources by the
 * same Go, or by any Go where there is none. Where that folder cannot be written it is built into a temporary folder for this run alone.
 * Several processes may ask at once: one builds, the others wait. The first time it takes minutes and 3 GiB of Go's own cache.
 *
 * @param cache - folder that is kept. @default `hostwright/emulators` in the user's cache folder
 * @param command - what to start. @default go
 * @throws in one line, when there is no Go and nothing was built before, or modules cannot be had
 */
export async function installKubernetes(cache = defaultCache(), command = 'go'): Promise<InstalledTool> {
  const go = { command, folder: MODULE };
  const sources = await keyOfSources();
  try {
    return await builtOnce(go, cache, sources);
  } catch (error) {
    const found = await anyBuild(cache, sources);
    if (found !== undefined) return kept(found);
    throw new Error(`Kubernetes cannot be built: ${(error as Error).message}`, { cause: error });
  }
}

async function keyOfSources(): Promise<string> {
  const key = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of SOURCES) key.update(await readFile(file));
  return key.digest('hex').slice(0, 16);
}

async function builtOnce(go: Go, cache: string, sources: string): Promise<InstalledTool> {
  const folder = join(cache, `kubernetes-${sources}-${await runGo(go, ['env', 'GOVERSION'])}`);
  if (await isBuilt(folder)) return kept(folder);
  if (!(await canBeWritten(cache))) return builtForOneRun(go);
  await underLock(join(cache, `.${sources}.lock`), async () => {
    if (!(await isBuilt(folder))) await buildInto(go, folder);
  });
  return kept(folder);
}

/** One rename shows it whole or not at all. What was left by somebody who was killed goes first: who holds the lock is alone with it. */
async function buildInto(go: Go, folder: string): Promise<void> {
  const nursery = join(dirname(folder), `.building-${folder.slice(dirname(folder).length + 1)}`);
  await remove(nursery);
  try {
    await build(go, nursery);
    await rename(nursery, folder);
  } catch (error) {
    await remove(nursery);
    throw error;
  }
}

async function builtForOneRun(go: Go): Promise<InstalledTool> {
  const folder = await mkdtemp(join(tmpdir(), 'hostwright-emulator-'));
  try {
    await build(go, folder);
  } catch (error) {
    await remove(folder);
    throw error;
  }
  return { folder, dispose: () => remove(folder) };
}

/** Built from the same sources by another Go. */
async function anyBuild(cache: string, sources: string): Promise<string | undefined> {
  const names = await readdir(cache).catch(() => []);
  const name = names.find((each) => each.startsWith(`kubernetes-${sources}-`));
  return name === undefined ? undefined : join(cache, name);
}

function kept(folder: string): InstalledTool {
  return { folder, dispose: async () => undefined };
}

async function canBeWritten(cache: string): Promise<boolean> {
  return mkdir(cache, { recursive: true }).then(
    () =>
      access(cache, 2).then(
        () => true,
        () => false,
      ),
    () => false,
  );
}

async function isBuilt(folder: string): Promise<boolean> {
  return access(join(folder, BINARY)).then(
    () => true,
    () => false,
  );
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
