import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installKubernetes } from './install.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostwright-go-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Stands for Go: an executable that does what the program says with its words. */
async function go(program: string): Promise<string> {
  const file = join(folder, 'go');
  await writeFile(file, `#!/bin/sh\necho "$1" >> ${folder}/asked\n${program}\n`, { mode: 0o755 });
  return file;
}

/** Downloads nothing, knows its modules in the folder, and builds a file. */
const WORKING = () => `case "$1" in
env) echo go1.99 ;;
list) echo "v1.1.1 ${folder}"; echo "v2.2.2 ${folder}" ;;
build) shift; while [ "$1" != -o ]; do shift; done; echo built > "$2" ;;
esac`;

const STAGES = [
  'node/fast/node-initialize',
  'node/heartbeat-with-lease/node-heartbeat-with-lease',
  'node/chaos/node-not-ready',
  'pod/fast/pod-ready',
];

async function layStages(): Promise<void> {
  for (const name of STAGES) {
    const file = join(folder, 'kustomize/stage', `${name}.yaml`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `kind: Stage # ${name}\n`);
  }
}

const builds = async (): Promise<number> =>
  (await readFile(join(folder, 'asked'), 'utf8')).split('\n').filter((word) => word === 'build').length;

describe('a control plane that is built once', { tags: ['proof.emulators', 'real'] }, () => {
  it('is found again, whole: all parts, and what the nodes do', async () => {
    await layStages();
    const command = await go(WORKING());
    const cache = join(folder, 'cache');
    const first = await installKubernetes(cache, command);
    expect(await installKubernetes(cache, command)).toMatchObject({ folder: first.folder });
    expect(await builds()).toBe(1);
    expect(await readFile(join(first.folder, 'kube-apiserver'), 'utf8')).toBe('built\n');
    const stages = await readFile(join(first.folder, 'stages.yaml'), 'utf8');
    expect(stages).toBe(STAGES.map((name) => `---\nkind: Stage # ${name}\n`).join(''));
    await first.dispose();
    await access(first.folder);
  });

  it('is built once when two ask at once', async () => {
    await layStages();
    const command = await go(WORKING());
    const cache = join(folder, 'cache');
    const both = await Promise.all([installKubernetes(cache, command), installKubernetes(cache, command)]);
    expect(new Set(both.map((each) => each.folder)).size).toBe(1);
    expect(await builds()).toBe(1);
  });

  it('is found without Go, once it was built', async () => {
    await layStages();
    const cache = join(folder, 'cache');
    const built = await installKubernetes(cache, await go(WORKING()));
    expect(await installKubernetes(cache, join(folder, 'no-go'))).toMatchObject({ folder: built.folder });
  });

  it('lives for one run where nothing can be kept', async () => {
    await layStages();
    await writeFile(join(folder, 'file'), '');
    const built = await installKubernetes(join(folder, 'file', 'cache'), await go(WORKING()));
    await access(join(built.folder, 'etcd'));
    await built.dispose();
    await expect(access(built.folder)).rejects.toThrow('ENOENT');
  });

  it('says in one line what is missing, and leaves nothing behind', async () => {
    const cache = join(folder, 'cache');
    const missing = join(folder, 'no-go');
    await expect(installKubernetes(cache, missing)).rejects.toThrow(
      `Kubernetes cannot be built: ${missing} is not on the PATH; Go 1.26 or newer is needed (go.dev/dl)`,
    );
    const failing = await go(`if [ "$1" = env ]; then echo go1.99; else echo "go: first" >&2; echo "go: no such host" >&2; exit 1; fi`);
    await expect(installKubernetes(cache, failing)).rejects.toThrow(/^Kubernetes cannot be built: go: no such host$/);
    expect((await readdir(cache)).filter((name) => !name.endsWith('.lock'))).toEqual([]);
  });
});
