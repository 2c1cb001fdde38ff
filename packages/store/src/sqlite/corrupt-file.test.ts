import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Store } from '@hostwright/core/ports';
import { beforeEach, describe, expect, it } from 'vitest';
import { acquireRequest, machine } from '../testing/records.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { openSqliteStore } from './open.js';

const PAGE_BYTES = 4_096;

describe('a file that is no readable store', () => {
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

  /** Opens and reads everything; the file is left exactly as it is. */
  async function expectCorrupt(): Promise<void> {
    const before = readFileSync(file);
    const failure = await useAll(file).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ name: 'StoreError', kind: 'corrupt' });
    expect(String(failure)).toContain(file);
    expect(String(failure)).toContain('Restore it from a backup');
    expect(readFileSync(file).equals(before)).toBe(true);
  }

  it('is refused for its first bytes', async () => {
    overwrite(file, 0, Buffer.from('not a database, but a long enough text to stand where its header was'));
    await expectCorrupt();
  });

  it('is refused for a text that was put in its place', async () => {
    writeFileSync(file, 'hello\n'.repeat(2_000));
    await expectCorrupt();
  });

  it('is refused when its pages are overwritten', async () => {
    for (let page = 1; page * PAGE_BYTES < readFileSync(file).length; page += 1) {
      overwrite(file, page * PAGE_BYTES, Buffer.alloc(16, 0xff));
    }
    await expectCorrupt();
  });

  it('is refused when its end is missing', async () => {
    truncateSync(file, 3 * PAGE_BYTES);
    await expectCorrupt();
  });

  it('is refused when a record in it is not readable', async () => {
    const database = new DatabaseSync(file);
    database.exec(`update requests set record = '{"requestId": "req-' where request_id = 'req-1'`);
    database.close();
    await expectCorrupt();
  });

  it('is refused when it lost the record of its deployment', async () => {
    const database = new DatabaseSync(file);
    database.exec('delete from deployment');
    database.close();
    await expectCorrupt();
  });

  it('is refused when it is a database of something else', async () => {
    const database = new DatabaseSync(join(file, '..', 'other.db'));
    database.exec('create table theirs (id integer)');
    database.close();
    file = join(file, '..', 'other.db');
    await expectCorrupt();
  });

  it('is refused when it was emptied while its log holds what was acknowledged', async () => {
    writeFileSync(`${file}-wal`, 'x');
    truncateSync(file, 0);
    await expectCorrupt();
    expect(readFileSync(`${file}-wal`, 'utf8')).toBe('x');
  });

  it('is not made anew beside a log that lost its file', async () => {
    const moved = join(file, '..', 'moved.db');
    writeFileSync(`${moved}-wal`, 'x');
    await expect(openSqliteStore({ file: moved })).rejects.toMatchObject({ kind: 'corrupt' });
    expect(existsSync(moved)).toBe(false);
  });
});

async function useAll(file: string): Promise<void> {
  const store: Store = await openSqliteStore({ file });
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

function overwrite(file: string, position: number, bytes: Buffer): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, position);
  closeSync(descriptor);
}
