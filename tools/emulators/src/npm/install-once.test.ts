import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installOnce, type ToolPackage } from './install-once.js';

const HANG_MS = 300_000;

let folder: string;
let tool: ToolPackage;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostwright-install-'));
  await mkdir(join(folder, 'hammer'));
  await writeFile(join(folder, 'hammer/package.json'), '{"name":"hammer","version":"1.0.0"}');
  tool = { name: 'hammer', manifest: { private: true, dependencies: { hammer: `file:${folder}/hammer` } } };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a tool that is installed once', { timeout: HANG_MS }, () => {
  it('is found again, and is another when its package.json is another', async () => {
    const cache = join(folder, 'cache');
    const first = await installOnce(tool, cache);
    await access(join(first.folder, 'node_modules/hammer'));
    expect(await installOnce(tool, cache)).toMatchObject({ folder: first.folder });
    const other = await installOnce({ ...tool, manifest: { ...tool.manifest, version: '2.0.0' } }, cache);
    expect(other.folder).not.toBe(first.folder);
    await first.dispose();
    expect(await readdir(cache)).toHaveLength(2);
  });

  it('is whole when two install it at once', async () => {
    const cache = join(folder, 'cache');
    const both = await Promise.all([installOnce(tool, cache), installOnce(tool, cache)]);
    expect(new Set(both.map((each) => each.folder)).size).toBe(1);
    expect(await readdir(cache)).toHaveLength(1);
  });

  it('lives for one run where nothing can be kept', async () => {
    await writeFile(join(folder, 'file'), '');
    const installed = await installOnce(tool, join(folder, 'file', 'cache'));
    await access(join(installed.folder, 'node_modules/hammer'));
    await installed.dispose();
    await expect(access(installed.folder)).rejects.toThrow('ENOENT');
  });

  it('leaves nothing behind when it cannot be installed', async () => {
    const cache = join(folder, 'cache');
    const missing = { name: 'saw', manifest: { private: true, dependencies: { saw: `file:${folder}/no-such-folder.tgz` } } };
    await expect(installOnce(missing, cache)).rejects.toThrow('npm');
    expect(await readdir(cache)).toEqual([]);
  });
});
