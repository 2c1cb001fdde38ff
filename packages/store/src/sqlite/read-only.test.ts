import { chmodSync, chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildChild } from '../testing/build-child.js';
import { acquireRequest } from '../testing/records.js';
import { runChild } from '../testing/run-child.js';
import { sharedFolder, temporaryFolders } from '../testing/temporary-folder.js';
import { systemError } from './errors.js';
import { openSqliteStore } from './open.js';

/** The children run without the rights of root, so that permissions bind them. */
describe('a store that may not be written', { tags: ['store.read-only', 'real'] }, () => {
  const build = sharedFolder();
  const newFolder = temporaryFolders();
  let program = '';
  let folder = '';
  let file = '';
  beforeAll(async () => {
    program = await buildChild(build);
  });
  beforeEach(() => {
    folder = newFolder();
    file = join(folder, 'store.db');
  });

  async function makeStore(): Promise<void> {
    const store = await openSqliteStore({ file });
    await store.write((tx) => tx.saveRequest(acquireRequest()));
    await store.close();
  }

  /** Hands the folder over to the children's user. */
  function permit(modes: { readonly folder: number; readonly file?: number }): void {
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(folder, 65_534, 65_534);
    if (modes.file !== undefined) {
      if (isRoot) chownSync(file, 65_534, 65_534);
      chmodSync(file, modes.file);
    }
    chmodSync(folder, modes.folder);
  }

  const attempt = (readOnly: boolean) => runChild({ do: 'try', file, readOnly }, { program, ordinaryUser: true });

  it('is not made in a folder that may not be written', async () => {
    permit({ folder: 0o555 });
    const { lines } = await attempt(false);
    expect(lines).toMatchObject([{ step: 'open', refused: 'read-only' }]);
    expect(JSON.stringify(lines)).toContain(`'${file}': it cannot be created in '${folder}' (EACCES). Give this user write permission`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    { what: 'folder', modes: { folder: 0o555, file: 0o600 }, reason: 'may not be written. Give' },
    { what: 'file', modes: { folder: 0o755, file: 0o400 }, reason: 'the file may not be written. Give' },
    { what: 'folder and file', modes: { folder: 0o555, file: 0o400 }, reason: 'the file may not be written. Give' },
  ])('is refused by its $what', async ({ modes, reason }) => {
    await makeStore();
    permit(modes);
    const { lines } = await attempt(false);
    expect(lines.at(-1)).toMatchObject({ refused: 'read-only' });
    expect(JSON.stringify(lines.at(-1))).toContain(`'${file}'`);
    expect(JSON.stringify(lines.at(-1))).toContain(reason);
    expect(JSON.stringify(lines.at(-1))).toContain('Give this user write permission to the file and its folder');
  });

  it('can be read when it is opened for reading only and the folder may be written', async () => {
    await makeStore();
    permit({ folder: 0o755, file: 0o400 });
    const { lines } = await attempt(true);
    expect(lines).toMatchObject([{ step: 'open' }, { step: 'read', found: 1 }, { step: 'write', refused: 'read-only' }]);
  });

  it('cannot be read in a folder that may not be written, where the file that readers and writers share cannot be made', async () => {
    await makeStore();
    permit({ folder: 0o555, file: 0o600 });
    const { lines } = await attempt(true);
    expect(lines).toMatchObject([{ step: 'open', refused: 'read-only' }]);
    expect(JSON.stringify(lines)).toContain(`the folder '${folder}' may not be written`);
  });

  it('says why when it may not even be read', async () => {
    await makeStore();
    permit({ folder: 0o755, file: 0o000 });
    const { lines } = await attempt(true);
    expect(lines).toMatchObject([{ step: 'open', refused: 'read-only' }]);
  });

  it('says why when its folder may not be entered', async () => {
    await makeStore();
    permit({ folder: 0o000, file: 0o600 });
    const { lines } = await attempt(false);
    expect(lines).toMatchObject([{ step: 'open', refused: 'unavailable' }]);
    expect(JSON.stringify(lines)).toContain('EACCES');
  });
});

describe('a refusal of the operating system', { tags: ['store.read-only', 'simulated'] }, () => {
  it.each([
    ['EROFS', 'Its file system is mounted read-only'],
    ['EACCES', 'Give this user write permission to the file and its folder'],
  ])('%s is told with what helps', (code, remedy) => {
    const refusal = systemError(Object.assign(new Error(code), { code }), "'/work/store.db'", 'it cannot be created');
    expect(refusal).toMatchObject({ kind: 'read-only', message: expect.stringContaining(remedy) as string });
  });
});

describe('a store opened for reading only', { tags: ['store.read-only', 'real'] }, () => {
  const folder = temporaryFolders();

  it('is neither made nor migrated', async () => {
    const file = join(folder(), 'store.db');
    await expect(openSqliteStore({ file, readOnly: true })).rejects.toMatchObject({ kind: 'unavailable' });
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });

  it('shows what others write, and changes nothing', async () => {
    const file = join(folder(), 'store.db');
    const writer = await openSqliteStore({ file });
    const reader = await openSqliteStore({ file, readOnly: true });
    await writer.write((tx) => tx.saveNote('key', 'value'));
    expect(await reader.read((tx) => tx.note('key'))).toBe('value');
    await expect(reader.write((tx) => tx.saveNote('key', 'other'))).rejects.toMatchObject({ kind: 'read-only' });
    expect(await writer.read((tx) => tx.note('key'))).toBe('value');
    await reader.close();
    await writer.close();
  });
});
