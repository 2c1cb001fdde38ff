import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { networkFileSystemOf } from '../file-system.js';
import { countingSchema } from '../testing/counting-schema.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { openSqliteStore, openWithSchema } from './open.js';

const newFolder = temporaryFolders();
let folder = '';
let file = '';
beforeEach(() => {
  folder = newFolder();
  file = join(folder, 'store.db');
});

async function makeStore(deploymentId?: string): Promise<void> {
  const store = await openSqliteStore({ file, ...(deploymentId === undefined ? {} : { deploymentId }) });
  await store.write((tx) => tx.saveNote('key', 'value'));
  await store.close();
}

describe('opening a store', () => {
  it('makes it, for this user alone', { tags: ['store.private', 'real'] }, async () => {
    const before = Date.now();
    const store = await openSqliteStore({ file });
    const deployment = await store.read((tx) => tx.deployment());
    expect(deployment.deploymentId).toMatch(/^[0-9a-f]{32}$/);
    expect(deployment.incarnation).toMatch(/^[0-9a-f]{16}$/);
    expect(deployment.knownIncarnations).toEqual([deployment.incarnation]);
    expect(deployment.lastSequence).toBe(0);
    expect(deployment.createdAtMs).toBeGreaterThanOrEqual(before);
    expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777])).toEqual([
      ['store.db', 0o600],
      ['store.db-shm', 0o600],
      ['store.db-wal', 0o600],
    ]);
    await store.close();
  });

  it('finds again what was stored, under the same deployment', async () => {
    const first = await openSqliteStore({ file });
    const deployment = await first.read((tx) => tx.deployment());
    await first.write((tx) => tx.saveNote('key', 'value'));
    await first.close();
    const second = await openSqliteStore({ file, deploymentId: deployment.deploymentId });
    expect(await second.read((tx) => tx.deployment())).toEqual(deployment);
    expect(await second.read((tx) => tx.note('key'))).toBe('value');
    await second.close();
  });

  it('gives a new store the deployment id that it is told, and refuses another one afterwards', async () => {
    await makeStore('a'.repeat(32));
    await expect(openSqliteStore({ file, deploymentId: 'b'.repeat(32) })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(`'${file}': it belongs to deployment ${'a'.repeat(32)}, not to ${'b'.repeat(32)}`) as string,
    });
  });

  it('refuses a folder that is missing, and does not make it', async () => {
    const missing = join(folder, 'missing');
    await expect(openSqliteStore({ file: join(missing, 'store.db') })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(`the folder '${missing}' does not exist; create it`) as string,
    });
    expect(existsSync(missing)).toBe(false);
  });

  it('refuses a folder that is a file', async () => {
    writeFileSync(join(folder, 'plain'), '');
    const opened = openSqliteStore({ file: join(folder, 'plain', 'store.db') });
    await expect(opened).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('is not a folder') as string });
  });

  it.each([true, false])('does not wait for a pipe in its place (read-only: %s)', async (readOnly) => {
    expect(spawnSync('/bin/sh', ['-c', 'mkfifo "$1"', 'sh', file]).status).toBe(0);
    const opened = openSqliteStore({ file, readOnly });
    await expect(opened).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('it is a pipe') as string });
  });

  it('refuses a file that is a folder', async () => {
    mkdirSync(file);
    const opened = openSqliteStore({ file });
    await expect(opened).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('it is a folder') as string });
  });

  it.each([
    [0x6969, 'NFS'],
    [0x47504653, 'GPFS'],
    [0x0bd00bd0, 'Lustre'],
    [-11317950, 'CIFS'],
    [0xfe534d42, 'SMB2'],
    [0x00c36400, 'Ceph'],
    [0x19830326, 'BeeGFS'],
    [0x6b414653, 'AFS'],
    [0xaad7aaea, 'Panasas'],
  ])('knows the file system %i as %s, where no log is kept and one host at a time writes', async (type, name) => {
    expect(networkFileSystemOf(folder, () => ({ type }))).toBe(name);
    const store = await openSqliteStore({ file, readFileSystem: () => ({ type }) });
    await store.write((tx) => tx.saveNote('a', 'note'));
    expect(store.claim).toBeDefined();
    expect(readdirSync(folder).toSorted()).toEqual(['hostwright.claim', 'store.db']);
    await store.close();
  });

  it('asks for the file system of the file itself when it is there', async () => {
    await makeStore();
    const asked: string[] = [];
    const readFileSystem = (path: string) => {
      asked.push(path);
      return { type: 0xef53 };
    };
    await (await openSqliteStore({ file, readFileSystem })).close();
    expect(asked).toEqual([file]);
  });

  it('switches the log on again where a backup tool left it off', async () => {
    await makeStore();
    const database = new DatabaseSync(file);
    database.exec('pragma journal_mode = delete');
    database.close();
    const store = await openSqliteStore({ file });
    expect(await store.read((tx) => tx.note('key'))).toBe('value');
    expect(existsSync(`${file}-wal`)).toBe(true);
    await store.close();
  });
});

describe('schemas of different versions', { tags: ['store.migration', 'real'] }, () => {
  it('refuses a newer one, and leaves it as it is', { tags: ['fault.row-29'] }, async () => {
    await (await openWithSchema({ file }, countingSchema(2))).close();
    await expect(openSqliteStore({ file })).rejects.toMatchObject({
      kind: 'newer-schema',
      message: expect.stringContaining(`'${file}': its schema has version 2, this version of the product knows 1`) as string,
    });
    await (await openWithSchema({ file }, countingSchema(2))).close();
  });

  it('refuses every further transaction when it becomes newer under an open store', { tags: ['fault.row-29'] }, async () => {
    const old = await openSqliteStore({ file });
    await old.write((tx) => tx.saveNote('key', 'value'));
    await (await openWithSchema({ file }, countingSchema(2))).close();
    await expect(old.read((tx) => tx.note('key'))).rejects.toMatchObject({ kind: 'newer-schema' });
    await expect(old.write((tx) => tx.saveNote('key', 'other'))).rejects.toMatchObject({ kind: 'newer-schema' });
    await old.close();
    const current = await openWithSchema({ file }, countingSchema(2));
    expect(await current.read((tx) => tx.note('key'))).toBe('value');
    await current.close();
  });

  it('keeps what is stored when it migrates', { tags: ['fault.row-29'] }, async () => {
    await makeStore();
    const store = await openWithSchema({ file }, countingSchema(4));
    expect(await store.read((tx) => tx.note('key'))).toBe('value');
    await store.close();
  });

  it('leaves the older one whole when a migration fails', async () => {
    await makeStore();
    const next = countingSchema(2);
    const failing = { version: 3, up: () => Promise.reject(new Error('the migration fails')) };
    const schema = { version: 3, migrations: async () => [...(await next.migrations()), failing] };
    await expect(openWithSchema({ file }, schema)).rejects.toThrow('the migration fails');
    const store = await openSqliteStore({ file });
    expect(await store.read((tx) => tx.note('key'))).toBe('value');
    await store.close();
  });

  it('is not migrated when it is opened for reading only', async () => {
    await makeStore();
    await expect(openWithSchema({ file, readOnly: true }, countingSchema(2))).rejects.toMatchObject({ kind: 'read-only' });
    await makeStore();
  });
});

describe('a file that goes away while it is open', { tags: ['store.moved-file', 'real'] }, () => {
  it.each([
    { what: 'removed', change: () => rmSync(file) },
    { what: 'moved', change: () => renameSync(file, `${file}.moved`) },
    { what: 'removed with its folder', change: () => rmSync(folder, { recursive: true }) },
  ])('is refused once it is $what, and nothing is made in its place', async ({ change }) => {
    const store = await openSqliteStore({ file });
    await store.write((tx) => tx.saveNote('key', 'value'));
    change();
    const refusal = { kind: 'unavailable', message: expect.stringContaining('removed or replaced while it was open') as string };
    await expect(store.write((tx) => tx.saveNote('key', 'other'))).rejects.toMatchObject(refusal);
    await expect(store.read((tx) => tx.note('key'))).rejects.toMatchObject(refusal);
    await store.close();
    expect(existsSync(file)).toBe(false);
    mkdirSync(folder, { recursive: true });
  });

  it('is refused once another store has its name', async () => {
    const store = await openSqliteStore({ file });
    await store.write((tx) => tx.saveNote('key', 'value'));
    for (const name of readdirSync(folder)) renameSync(join(folder, name), join(folder, `old-${name}`));
    const other = await openSqliteStore({ file });
    await expect(store.write((tx) => tx.saveNote('key', 'lost'))).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await other.read((tx) => tx.note('key'))).toBeUndefined();
    await store.close();
    await other.close();
  });

  it('does not acknowledge what was written to it when it goes during the transaction', async () => {
    const store = await openSqliteStore({ file });
    const written = store.write(async (tx) => {
      await tx.saveNote('key', 'value');
      rmSync(file);
    });
    await expect(written).rejects.toMatchObject({ kind: 'unavailable' });
    await store.close();
  });

  it('is refused while its folder is away, and found again when it is back', async () => {
    const store = await openSqliteStore({ file });
    const away = `${folder}-away`;
    renameSync(folder, away);
    await expect(store.read((tx) => tx.note('key'))).rejects.toMatchObject({ kind: 'unavailable' });
    renameSync(away, folder);
    expect(await store.read((tx) => tx.note('key'))).toBeUndefined();
    await store.close();
  });
});
