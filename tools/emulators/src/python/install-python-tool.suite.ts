import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installPythonTool, type PythonTool } from './install-python-tool.js';

const HANG_MS = 600_000;

let folder: string;
let tool: PythonTool;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostwright-python-'));
  // pip installs nothing for an empty list of requirements: neither a build nor the network is needed.
  await writeFile(join(folder, 'none.txt'), '');
  tool = { name: 'hammer', requirements: ['-r', join(folder, 'none.txt')] };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a tool for Python that is installed once', { timeout: HANG_MS }, () => {
  it('is found again, and is another when its requirements are others', async () => {
    const cache = join(folder, 'cache');
    const first = await installPythonTool(tool, cache);
    await access(first.python);
    expect(await installPythonTool(tool, cache)).toMatchObject({ folder: first.folder });
    const other = await installPythonTool({ ...tool, requirements: [...tool.requirements, ...tool.requirements] }, cache);
    expect(other.folder).not.toBe(first.folder);
    await first.dispose();
    await access(first.python);
  });

  it('is installed once when two ask at once', async () => {
    const cache = join(folder, 'cache');
    const both = await Promise.all([installPythonTool(tool, cache), installPythonTool(tool, cache)]);
    expect(new Set(both.map((each) => each.folder)).size).toBe(1);
    expect((await readdir(cache)).filter((name) => !name.startsWith('.'))).toHaveLength(1);
  });

  it('lives for one run where nothing can be kept', async () => {
    await writeFile(join(folder, 'file'), '');
    const installed = await installPythonTool(tool, join(folder, 'file', 'cache'));
    await access(installed.python);
    await installed.dispose();
    await expect(access(installed.folder)).rejects.toThrow('ENOENT');
  });

  it('says in one line what cannot be had, and leaves nothing behind', async () => {
    const cache = join(folder, 'cache');
    const missing = { name: 'saw', requirements: [join(folder, 'no-such-folder.tgz')] };
    const error = await installPythonTool(missing, cache).catch((thrown: Error) => thrown);
    expect((error as Error).message).toMatch(/^saw cannot be installed: pip install failed: .*no-such-folder.*$/);
    expect((await readdir(cache)).filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  it('says what is needed where there is no Python', async () => {
    await expect(installPythonTool(tool, join(folder, 'cache'), join(folder, 'no-python'))).rejects.toThrow(
      'hammer cannot be installed: ' + join(folder, 'no-python') + ' is not on the PATH; Python 3.10 or newer with venv and pip is needed',
    );
  });
});
