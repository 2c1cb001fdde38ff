import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../sqlite/open.js';
import { buildChild } from '../testing/build-child.js';
import type { StepReport } from '../testing/child.js';
import { runChild } from '../testing/run-child.js';
import { sharedFolder, temporaryFolders } from '../testing/temporary-folder.js';
import { makeWholeStore } from '../testing/whole-store.js';
import { backupStore } from './backup.js';
import { storeInfo } from './info.js';
import { verifyStore } from './verify.js';

const WRITERS = 3;
const BACKUPS = 5;
/** 64 KiB: the store fits, a copy of it does not. */
const LARGEST_FILE_BLOCKS = 128;

describe('a backup', { tags: ['recovery.backup', 'real'] }, () => {
  const build = sharedFolder();
  const folder = temporaryFolders();
  let program = '';
  let file = '';
  let place = '';
  beforeAll(async () => {
    program = await buildChild(build);
  });
  beforeEach(async () => {
    place = folder();
    mkdirSync(join(place, 'work'));
    file = join(place, 'work', 'hostwright.db');
    await makeWholeStore(file);
  });

  it('is one file of its owner that holds all that the store holds', async () => {
    const target = join(place, 'backup.db');
    const report = backupStore({ file, target });
    expect(report).toMatchObject({ target, events: 6, lastSequence: 2, schemaVersion: 1 });
    expect(readdirSync(place)).toEqual(['backup.db', 'work']);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(await verifyStore({ file: target })).toMatchObject({ damages: [], events: 6, sealed: 4, backupMadeAtMs: report.madeAtMs });
    expect(storeInfo({ file: target })).toMatchObject({
      liveMachines: 40,
      archivedMachines: 1,
      openRequests: 2,
      backupMadeAtMs: report.madeAtMs,
    });
  });

  it('removes what a killed one left beside it, and nothing else', () => {
    const left = ['a.db.0123456789ab.part', 'a.db.0123456789ab.part-journal'];
    const others = ['film.part', 'b.db.0123456789ab.part'];
    for (const name of [...left, ...others]) writeFileSync(join(place, name), '');
    for (const name of [...left, 'film.part']) utimesSync(join(place, name), 1, 1);
    backupStore({ file, target: join(place, 'backup.db') });
    expect(readdirSync(place).toSorted()).toEqual([...others, 'backup.db', 'work'].toSorted());
  });

  it('can be verified where nothing can be written', { timeout: 120_000 }, async () => {
    const target = join(place, 'backup.db');
    backupStore({ file, target });
    const { lines } = await runChild({ do: 'verify', file: target }, { program, largestFile: 0 });
    expect(lines).toEqual([{ step: 'verify', found: 0 }]);
  });

  it('taken under load holds all that was acknowledged before it, and nothing half done', { timeout: 120_000 }, async () => {
    const acknowledged: string[] = [];
    const stop = new AbortController();
    const backups: { readonly target: string; readonly before: readonly string[] }[] = [];
    const writers = Array.from({ length: WRITERS }, (_, index) =>
      runChild(
        { do: 'commit-for-ever', file, name: `writer-${index}` },
        {
          program,
          onStart: (child) => stop.signal.addEventListener('abort', () => child.kill('SIGKILL')),
          onLine: (line) => {
            acknowledged.push((line as { readonly requestId: string }).requestId);
            // Every so many changes one is taken while the writers go on.
            if (backups.length < BACKUPS && acknowledged.length >= 20 * (backups.length + 1)) takeOne();
            if (backups.length === BACKUPS) stop.abort();
          },
        },
      ),
    );
    const takeOne = (): void => {
      const target = join(place, `backup-${backups.length}.db`);
      const before = [...acknowledged];
      backupStore({ file, target });
      backups.push({ target, before });
    };
    await Promise.all(writers);
    expect(backups).toHaveLength(BACKUPS);
    for (const { target, before } of backups) {
      expect((await verifyStore({ file: target })).damages).toEqual([]);
      const store = await openSqliteStore({ file: target });
      const requests = await store.read((tx) => tx.requests({}));
      const stored = new Set(requests.map(({ requestId }) => requestId));
      expect(before.filter((requestId) => !stored.has(requestId))).toEqual([]);
      for (const { requestId } of requests.filter(({ requestId: id }) => id.startsWith('req-writer'))) {
        expect(await store.read(async (tx) => (await tx.machines({ requestId })).length)).toBe(3);
      }
      await store.close();
    }
  });

  it('that does not fit on its disk leaves nothing behind', { timeout: 120_000 }, async () => {
    const target = join(place, 'backup.db');
    const { lines } = await runChild({ do: 'back-up', file, target }, { program, largestFile: LARGEST_FILE_BLOCKS });
    expect(lines).toMatchObject([{ step: 'back-up', refused: 'full' } satisfies Partial<StepReport>]);
    expect((lines[0] as StepReport).message).toContain(target);
    expect(readdirSync(place)).toEqual(['work']);
    expect((await verifyStore({ file })).damages).toEqual([]);
  });

  it('of another user’s folder is refused, naming it', { timeout: 120_000 }, async () => {
    const target = join(place, 'work', 'backup.db');
    const { lines } = await runChild({ do: 'back-up', file: target, target: join(place, 'b.db') }, { program });
    expect(lines).toMatchObject([{ refused: 'unavailable' }]);
    if (process.getuid?.() !== 0) return;
    // Root made the store: `nobody` may neither read it nor write beside it.
    const other = await runChild({ do: 'back-up', file, target: join(place, 'b.db') }, { program, ordinaryUser: true });
    expect(other.lines).toMatchObject([{ refused: 'read-only' }]);
  });

  it.each<{ readonly what: string; readonly target: () => string; readonly says: string }>([
    { what: 'onto the store', target: () => file, says: 'is the store itself' },
    { what: 'onto its log', target: () => `${file}-wal`, says: 'is the store itself' },
    {
      what: 'onto the store by a link',
      target: () => {
        symlinkSync(file, join(place, 'link.db'));
        return join(place, 'link.db');
      },
      says: 'is the store itself',
    },
    {
      what: 'onto the store through a linked folder',
      target: () => {
        symlinkSync(join(place, 'work'), join(place, 'same'));
        return join(place, 'same', 'hostwright.db');
      },
      says: 'is the store itself',
    },
    { what: 'into a folder that is missing', target: () => join(place, 'none', 'b.db'), says: `The folder '` },
    {
      what: 'onto a file that exists',
      target: () => {
        writeFileSync(join(place, 'there.db'), 'precious');
        return join(place, 'there.db');
      },
      says: 'exists. Name a file that does not',
    },
    {
      what: 'onto a link that leads nowhere',
      target: () => {
        symlinkSync('/nowhere', join(place, 'dangling.db'));
        return join(place, 'dangling.db');
      },
      says: 'exists',
    },
    { what: 'onto a folder', target: () => place, says: 'is a folder' },
  ])('$what is refused, and changes nothing', ({ target, says }) => {
    const path = target();
    const before = readdirSync(place).toSorted();
    const content = readFileSync(file);
    expect(() => backupStore({ file, target: path })).toThrow(says);
    expect(readdirSync(place).toSorted()).toEqual(before);
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  it('is not made of what is no store, is damaged, or is newer', () => {
    const target = join(place, 'backup.db');
    const other = join(place, 'other.db');
    writeFileSync(other, 'hello\n'.repeat(2_000));
    expect(() => backupStore({ file: other, target })).toThrow(/not a database/);
    const database = new DatabaseSync(file);
    database.exec('pragma user_version = 99');
    database.close();
    expect(() => backupStore({ file, target })).toThrow(/newer version/);
    rmSync(other);
    expect(readdirSync(place)).toEqual(['work']);
  });
});
