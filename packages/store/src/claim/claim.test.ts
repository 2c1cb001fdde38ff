import { readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { backupStore } from '../maintenance/backup.js';
import { verifyStore } from '../maintenance/verify.js';
import { openSqliteStore, type SqliteStoreHandle } from '../sqlite/open.js';
import { ManualClock } from '../testing/manual-clock.js';
import { makeWholeStore } from '../testing/whole-store.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { thisHost } from './host-identity.js';

/** Longer than any test runs. */
const SILENCE_MS = 600_000;

describe('a store that several hosts can reach', { tags: ['shared.claim', 'simulated'] }, () => {
  const folder = temporaryFolders();
  let file = '';
  beforeEach(() => {
    file = join(folder(), 'hostwright.db');
  });

  function open(name: string, options: { readonly bootId?: string; readonly clock?: ManualClock; readonly readOnly?: boolean } = {}) {
    const { bootId = 'boot-1', ...rest } = options;
    return openSqliteStore({
      file,
      sharing: 'shared',
      claimSilenceMs: SILENCE_MS,
      busyTimeoutMs: 300,
      host: { hostId: name, bootId, name },
      ...rest,
    });
  }

  /** As if the holder had given its last sign of life so long ago, by the server's clock. */
  function beSilentFor(silentMs: number): void {
    const lastSeconds = (Date.now() - silentMs) / 1000;
    utimesSync(join(file, '..', 'hostwright.claim'), lastSeconds, lastSeconds);
  }

  const note = (store: SqliteStoreHandle, text: string): Promise<void> => store.write((tx) => tx.saveNote('by', text));
  const read = (store: SqliteStoreHandle): Promise<string | undefined> => store.read((tx) => tx.note('by'));

  it('is written by the host that made it; the other reads, and is told who holds the claim', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await note(a, 'a');
    expect(await read(b)).toBe('a');
    await expect(note(b, 'b')).rejects.toMatchObject({
      kind: 'claimed',
      message: expect.stringMatching(/host a holds the claim since 20\S+Z\. Nothing was changed\. .*store claim --take-over/) as string,
    });
    expect(await read(a)).toBe('a');
    expect(await b.claim?.look()).toMatchObject({ holder: { hostId: 'a', epoch: 1 } });
    await Promise.all([a.close(), b.close()]);
  });

  it(
    'is taken over after silence, and then never again written by the process that had lost it',
    { tags: ['fault.row-09', 'fault.row-41'] },
    async () => {
      const [a, b] = [await open('a'), await open('b')];
      await note(a, 'a');
      beSilentFor(SILENCE_MS / 2);
      await expect(note(b, 'b')).rejects.toMatchObject({ kind: 'claimed' });
      beSilentFor(SILENCE_MS + 1_000);
      await note(b, 'b');
      await expect(note(a, 'a again')).rejects.toMatchObject({
        kind: 'claimed',
        message: expect.stringContaining('host b holds it') as string,
      });
      await expect(a.claim?.renew()).rejects.toMatchObject({ kind: 'claimed' });
      beSilentFor(SILENCE_MS + 1_000);
      await expect(note(a, 'a again')).rejects.toMatchObject({ kind: 'claimed' });
      expect(await read(a)).toBe('b');
      // A new process of the same host may take its turn.
      const later = await open('a');
      await note(later, 'a anew');
      expect(await later.claim?.look()).toMatchObject({ holder: { hostId: 'a', epoch: 3 } });
      await Promise.all([a.close(), b.close(), later.close()]);
    },
  );

  it('is shared by all processes of one host, and taken over at once after its reboot', async () => {
    const [one, two] = [await open('a'), await open('a')];
    await note(one, '1');
    await note(two, '2');
    await note(one, '3');
    const rebooted = await open('a', { bootId: 'boot-2' });
    await note(rebooted, '4');
    await expect(note(one, '5')).rejects.toMatchObject({ kind: 'claimed' });
    expect(await read(one)).toBe('4');
    await Promise.all([one.close(), two.close(), rebooted.close()]);
  });

  it('is taken over by command, from a host that is alive, too', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await note(a, 'a');
    expect(await b.claim?.takeOver()).toMatchObject({ hostId: 'b', epoch: 2 });
    await expect(note(a, 'a again')).rejects.toMatchObject({ kind: 'claimed' });
    await note(b, 'b');
    // Also by the host that holds it, whose other processes then stop.
    expect(await b.claim?.takeOver()).toMatchObject({ hostId: 'b', epoch: 3 });
    await note(b, 'b again');
    await Promise.all([a.close(), b.close()]);
  });

  it('gives its holder the full time when the sign of life was removed', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await note(a, 'a');
    rmSync(join(file, '..', 'hostwright.claim'));
    await expect(note(b, 'b')).rejects.toMatchObject({ kind: 'claimed' });
    beSilentFor(SILENCE_MS + 1_000);
    await note(b, 'b');
    await Promise.all([a.close(), b.close()]);
  });

  it('keeps the claim of a host that only renews it, however little it writes', async () => {
    const clock = new ManualClock();
    const [a, b] = [await open('a', { clock }), await open('b')];
    await a.claim?.renew();
    beSilentFor(SILENCE_MS + 1_000);
    // Not due yet by its own count: nothing is written for every beat.
    await a.claim?.renew();
    await clock.sleep(SILENCE_MS / 2);
    await a.claim?.renew();
    await expect(note(b, 'b')).rejects.toMatchObject({ kind: 'claimed' });
    await Promise.all([a.close(), b.close()]);
  });

  it('does not change hands with a transaction that fails', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await note(a, 'a');
    beSilentFor(SILENCE_MS + 1_000);
    await expect(b.write(() => Promise.reject(new Error('of the body')))).rejects.toThrow('of the body');
    await note(a, 'a again');
    await Promise.all([a.close(), b.close()]);
  });

  it('comes from a local disk with a log, and goes back to one', async () => {
    await makeWholeStore(file);
    const wal = await openSqliteStore({ file, sharing: 'local' });
    await note(wal, 'in the log');
    await expect(open('a', {})).rejects.toMatchObject({ kind: 'busy' });
    await wal.close();
    const shared = await open('a');
    await note(shared, 'in the journal');
    expect(readdirSync(join(file, '..')).filter((name) => /-(?:wal|shm)$/.test(name))).toEqual([]);
    await shared.close();
    const local = await openSqliteStore({ file, sharing: 'local' });
    expect(local.claim).toBeUndefined();
    await note(local, 'in the log again');
    await local.close();
  });

  it('is read by a host that may not write, changing nothing', async () => {
    const a = await open('a');
    await note(a, 'a');
    const reader = await open('b', { readOnly: true });
    expect(await read(reader)).toBe('a');
    await expect(note(reader, 'b')).rejects.toMatchObject({ kind: 'read-only' });
    await Promise.all([a.close(), reader.close()]);
  });

  it('is whole to those who verify it or back it up meanwhile', async () => {
    const a = await open('a');
    await note(a, 'a');
    expect((await verifyStore({ file })).damages).toEqual([]);
    const target = join(file, '..', 'backup.db');
    backupStore({ file, target });
    expect((await verifyStore({ file: target })).damages).toEqual([]);
    const database = new DatabaseSync(file);
    database.exec(`update notes set value = '{' where key = 'store/claim'`);
    database.close();
    await expect(note(a, 'a again')).rejects.toMatchObject({ kind: 'corrupt' });
    await a.close();
  });

  it('knows this host by its machine id and name, or by what it is told', () => {
    const { hostId, bootId, name } = thisHost({});
    expect(hostId.endsWith(`/${name}`)).toBe(true);
    expect(thisHost({ HOST_FACTORY_HOST_ID: 'grid-a' })).toEqual({ hostId: 'grid-a', bootId, name: 'grid-a' });
  });
});
