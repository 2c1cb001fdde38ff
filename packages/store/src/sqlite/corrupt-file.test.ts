import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { acquireRequest, machine } from '../testing/records.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { openSqliteStore } from './open.js';

const PAGE_BYTES = 4_096;

describe('a file that is no readable store', { tags: ['store.corrupt', 'fault.row-20', 'real'] }, () => {
  const folder = temporaryFolders();
  let file = '';
  beforeEach(async () => {
    file = join(folder(), 'store.db');
    const store = await openSqliteStore({ file });
    await store.write(async (tx) => {
      for (let number = 1; number <= 50; number += 1) await tx.saveRequest(acquireRequest({ requestId: `req-${number}` }));
      await tx.saveMachines(Array.from({ length: 300 }, (_, number) => machine({ machineId: `i-${number}` })));
    });
    await store.close();
  });

  /** Does the damage, then opens and reads everything: what it threw. The file is left exactly as it is. */
  async function failureAfter(damage: () => void): Promise<unknown> {
    damage();
    const before = readFileSync(file);
    const failure = await useAll(file).catch((error: unknown) => error);
    expect(readFileSync(file).equals(before)).toBe(true);
    return failure;
  }

  function damageBySql(statement: string): void {
    const database = new DatabaseSync(file);
    database.exec(statement);
    database.close();
  }

  it.each<{ readonly what: string; readonly damage: () => void }>([
    {
      what: 'its first bytes are others',
      damage: () => overwrite(file, 0, Buffer.from('not a database: a text stands where the header was')),
    },
    { what: 'a text was put in its place', damage: () => writeFileSync(file, 'hello\n'.repeat(2_000)) },
    { what: 'its pages are overwritten', damage: () => overwritePages(file) },
    { what: 'its end is missing', damage: () => truncateSync(file, 3 * PAGE_BYTES) },
    {
      what: 'a record in it is cut off',
      damage: () => damageBySql(`update requests set record = '{"requestId": "req-' where request_id = 'req-1'`),
    },
    { what: 'it lost the record of its deployment', damage: () => damageBySql('delete from deployment') },
    ...['events', 'requests', 'deployment'].map((table) => ({
      what: `it lost its table ${table}`,
      damage: () => damageBySql(`drop table ${table}`),
    })),
    { what: 'it is a database of something else', damage: () => damageBySql('pragma application_id = 7') },
    {
      what: 'it was emptied while its log holds what was acknowledged',
      damage: () => {
        writeFileSync(`${file}-wal`, 'x');
        truncateSync(file, 0);
      },
    },
  ])('is refused when $what', async ({ damage }) => {
    const failure = await failureAfter(damage);
    expect(failure).toMatchObject({ name: 'StoreError', kind: 'corrupt' });
    expect(String(failure)).toContain(file);
    expect(String(failure)).toContain('Restore it from a backup, or move it away, together with its -wal and -shm files');
  });

  it("is refused when it is somebody else's database, whose tables it does not touch", async () => {
    const other = join(file, '..', 'other.db');
    const database = new DatabaseSync(other);
    database.exec('create table theirs (id integer)');
    database.close();
    file = other;
    expect(await failureAfter(() => undefined)).toMatchObject({ kind: 'corrupt' });
  });

  it('is not made anew beside a log that lost its file', async () => {
    const moved = join(file, '..', 'moved.db');
    writeFileSync(`${moved}-wal`, 'x');
    await expect(openSqliteStore({ file: moved })).rejects.toMatchObject({ kind: 'corrupt' });
    expect(existsSync(moved)).toBe(false);
    expect(readFileSync(`${moved}-wal`, 'utf8')).toBe('x');
  });
});

async function useAll(path: string): Promise<void> {
  const store = await openSqliteStore({ file: path });
  try {
    await store.read(async (tx) => {
      await tx.deployment();
      await tx.requests({});
      await tx.machines({});
      await tx.connections();
      await tx.events(0, 10);
    });
  } finally {
    await store.close();
  }
}

function overwritePages(path: string): void {
  for (let position = PAGE_BYTES; position < statSync(path).size; position += PAGE_BYTES) overwrite(path, position, Buffer.alloc(16, 0xff));
}

function overwrite(path: string, position: number, bytes: Buffer): void {
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, position);
  closeSync(descriptor);
}
