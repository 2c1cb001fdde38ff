import { closeSync, copyFileSync, existsSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isStoreError } from '@hostwright/core/ports';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../sqlite/open.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { makeWholeStore } from '../testing/whole-store.js';
import { backupStore } from './backup.js';
import { contentDigest } from './digest.js';
import type { Damage } from './damage.js';
import { verifyEvents, verifyStore } from './verify.js';

describe('verifying a store', { tags: ['recovery.verify', 'real'] }, () => {
  const folder = temporaryFolders();
  let file = '';
  beforeEach(async () => {
    file = join(folder(), 'store.db');
    await makeWholeStore(file);
  });

  function change(statement: string): void {
    const database = new DatabaseSync(file);
    database.exec(statement);
    database.close();
  }

  async function damages(): Promise<readonly Damage[]> {
    return (await verifyStore({ file })).damages;
  }

  it('finds nothing wrong with one that is whole, and counts what it saw', async () => {
    const verdict = await verifyStore({ file });
    expect(verdict).toMatchObject({ damages: [], events: 6, sealed: 4, schemaVersion: 1, backupMadeAtMs: undefined });
    expect(verdict.rows).toBeGreaterThan(45);
    expect(verdict.head).toMatchObject({ position: 4, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  });

  it('changes nothing, and reads one state while others write', async () => {
    const store = await openSqliteStore({ file });
    const verifying = verifyStore({ file });
    await store.write((tx) => tx.saveNote('while', 'it is verified'));
    expect((await verifying).damages).toEqual([]);
    expect(await store.read((tx) => tx.note('while'))).toBe('it is verified');
    await store.close();
  });

  it.each<{ readonly what: string; readonly statement: string; readonly found: Partial<Damage> }>([
    {
      what: 'a record that is no JSON any more',
      statement: `update requests set record = '{"requestId": "req-' where request_id = 'req-1'`,
      found: { kind: 'row', where: `table requests, request_id 'req-1'` },
    },
    {
      what: 'a record that lost a field',
      statement: `update intents set record = json_remove(record, '$.token')`,
      found: { kind: 'row', where: `table intents, intent_id 'int-1'`, what: 'token is no text' },
    },
    {
      what: 'a field of another type deep in a record',
      statement: `update requests set record = json_set(record, '$.targets[0].name', 7) where request_id = 'ret-1'`,
      found: { kind: 'row', where: `table requests, request_id 'ret-1'`, what: 'targets[0].name is no text' },
    },
    {
      what: 'a column that says something else than the record',
      statement: `update requests set desired_units = 9 where request_id = 'req-1'`,
      found: { kind: 'row', what: 'column desired_units is 9, the record says 3' },
    },
    {
      what: 'a record that says something else than the column',
      statement: `update requests_archive set record = json_set(record, '$.state', 'open')`,
      found: { kind: 'row', where: `table requests_archive, request_id 'req-old'` },
    },
    {
      what: 'a machine whose short record is another JSON',
      statement: `update machines set record = 'null' where machine_id = 'i-7'`,
      found: { kind: 'row', where: `table machines, connection 'main', machine_id 'i-7'` },
    },
    {
      what: 'a machine that lost a field',
      statement: `update machines_archive set record = json_remove(record, '$.t')`,
      found: { kind: 'row', where: `table machines_archive, connection 'main', machine_id 'i-old'`, what: 'machineType is no text' },
    },
    { what: 'the missing row of the deployment', statement: 'delete from deployment', found: { kind: 'row', where: 'table deployment' } },
    {
      what: 'a missing index',
      statement: 'drop index machines_live',
      found: { kind: 'schema', where: 'index machines_live', what: 'it is missing' },
    },
    {
      what: 'the missing guard of the event log',
      statement: 'drop trigger events_no_delete',
      found: { kind: 'schema', where: 'trigger events_no_delete' },
    },
    { what: 'a table of something else', statement: 'create table theirs (id integer)', found: { kind: 'schema', where: 'table theirs' } },
  ])('names $what', async ({ statement, found }) => {
    change(statement);
    expect((await damages())[0]).toMatchObject(found);
  });

  const GUARDS = 'drop trigger events_no_delete; drop trigger events_seal_only;';

  it.each<{ readonly what: string; readonly statement: string; readonly where: string }>([
    {
      what: 'an event whose text was changed',
      statement: `update events set event = '{"type":"Other"}' where position = 2`,
      where: 'event 2',
    },
    { what: 'an event whose time was changed', statement: 'update events set at_ms = 7 where position = 3', where: 'event 3' },
    { what: 'a hash that was changed', statement: `update events set hash = 'other' where position = 1`, where: 'event 1' },
    { what: 'an event that was taken out', statement: 'delete from events where position = 3', where: 'event 3' },
    { what: 'the first event, taken away', statement: 'delete from events where position = 1', where: 'event 1' },
    {
      what: 'two events in each other’s place',
      statement:
        'update events set position = -2 where position = 2; update events set position = 2 where position = 3; update events set position = 3 where position = -2',
      where: 'event 2',
    },
    { what: 'the newest events, cut off', statement: 'delete from events where position > 3', where: 'event 4' },
    { what: 'all events, taken away', statement: 'delete from events', where: 'event 1' },
    { what: 'a link that was taken back', statement: 'update events set hash = null where position = 4', where: 'event 4' },
    { what: 'a link taken back in the middle', statement: 'update events set hash = null where position = 2', where: 'event 3' },
    { what: 'an event that is no JSON', statement: `update events set event = '{' where position = 6`, where: 'event 6' },
    { what: 'a log without its kept head', statement: `delete from notes where key = 'events/sealed-head'`, where: 'event 4' },
  ])('names exactly the first bad link: $what', async ({ statement, where }) => {
    change(`${GUARDS} ${statement}`);
    expect((await verifyEvents({ file })).damages).toMatchObject([{ kind: 'link', where }]);
    expect((await damages()).find(({ kind }) => kind === 'link')).toMatchObject({ where });
  });

  it.each<{ readonly what: string; readonly damage: () => void }>([
    { what: 'a text', damage: () => writeFileSync(file, 'hello\n'.repeat(2_000)) },
    { what: 'an empty file', damage: () => truncateSync(file, 0) },
    {
      what: 'a file cut to nothing beside its log',
      damage: () => {
        writeFileSync(`${file}-wal`, 'x');
        truncateSync(file, 0);
      },
    },
    { what: 'a file cut in the middle', damage: () => truncateSync(file, 5 * 4_096 + 100) },
    { what: 'a file without its last page', damage: () => truncateSync(file, readFileSync(file).length - 4_096) },
    { what: 'a database of something else', damage: () => change('pragma application_id = 7') },
  ])('calls $what damaged', async ({ damage }) => {
    damage();
    const before = readFileSync(file);
    const [first] = await damages();
    expect(first?.kind).toMatch(/file|page/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('refuses what it cannot look at: no file, a folder, a newer schema', async () => {
    await expect(verifyStore({ file: join(file, '..', 'none.db') })).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(verifyStore({ file: join(file, '..') })).rejects.toMatchObject({ kind: 'unavailable' });
    change('pragma user_version = 99');
    await expect(verifyStore({ file })).rejects.toMatchObject({ kind: 'newer-schema', message: expect.stringContaining('99') as string });
  });

  it('looks at pages and links of an older schema, whose rows are checked once they are migrated', async () => {
    change('pragma user_version = 0');
    expect(await verifyStore({ file })).toMatchObject({ schemaVersion: 0, rows: 0, damages: [], sealed: 4 });
  });

  it('rolls back the change that a killed process left half done', async () => {
    const copy = join(file, '..', 'copy.db');
    leaveHotJournal(file, copy);
    expect(existsSync(`${copy}-journal`)).toBe(true);
    expect((await verifyStore({ file: copy })).damages).toEqual([]);
    const store = await openSqliteStore({ file: copy });
    expect(await store.read((tx) => tx.note('note'))).toBe('a text');
    await store.close();
  });

  /** Flips one bit after the other in copies, and answers those that verifying did not find, with what their file holds. */
  async function unnoticed<Content>(whole: string, contentOf: (path: string) => Content): Promise<readonly Content[]> {
    const flipped = join(file, '..', 'flipped.db');
    const contents: Content[] = [];
    const flips = fc.asyncProperty(fc.nat({ max: readFileSync(whole).length * 8 - 1 }), async (bit) => {
      copyFileSync(whole, flipped);
      flip(flipped, bit);
      if (!(await isDamaged(flipped))) contents.push(contentOf(flipped));
      for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${flipped}${end}`, { force: true });
    });
    await fc.assert(flips, { numRuns: 200 });
    return contents;
  }

  it(
    'finds any flipped bit of a backup, or the backup holds the same as before',
    { timeout: 120_000, tags: ['fault.row-20'] },
    async () => {
      const backup = join(file, '..', 'backup.db');
      backupStore({ file, target: backup });
      const before = digestOf(backup);
      expect((await unnoticed(backup, digestOf)).filter((content) => content !== before)).toEqual([]);
    },
  );

  it(
    'finds any flipped bit of a store that changes more than the text of one row',
    { timeout: 120_000, tags: ['fault.row-20'] },
    async () => {
      const before = rowsOf(file);
      const changedRows = (rows: readonly string[]): number => rows.filter((row, index) => row !== before[index]).length;
      expect((await unnoticed(file, rowsOf)).map(changedRows).filter((count) => count > 1)).toEqual([]);
    },
  );
});

async function isDamaged(file: string): Promise<boolean> {
  try {
    return (await verifyStore({ file })).damages.length > 0;
  } catch (error) {
    return isStoreError(error);
  }
}

/** Copies a store in the middle of a change that has reached its pages, with the journal that takes it back. */
function leaveHotJournal(file: string, copy: string): void {
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = delete; pragma cache_size = 1; begin immediate');
  database.exec(`update notes set value = 'half done'`);
  const insert = database.prepare('insert into notes (key, value) values (?, ?)');
  for (let number = 0; number < 50; number += 1) insert.run(`filling-${number}`, 'x'.repeat(4_000));
  copyFileSync(`${file}-journal`, `${copy}-journal`);
  copyFileSync(file, copy);
  database.exec('rollback');
  database.close();
}

function flip(path: string, bit: number): void {
  const position = Math.floor(bit / 8);
  const byte = (readFileSync(path)[position] ?? 0) ^ (1 << (bit % 8));
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.from([byte]), 0, 1, position);
  closeSync(descriptor);
}

function digestOf(path: string): string {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return contentDigest(database);
  } finally {
    database.close();
  }
}

function rowsOf(path: string): readonly string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database.prepare(`select name from sqlite_schema where type = 'table' order by name`).all();
    return tables.flatMap(({ name }) =>
      database
        .prepare(`select * from "${String(name)}" order by rowid`)
        .all()
        .map((row) => JSON.stringify(row)),
    );
  } finally {
    database.close();
  }
}
