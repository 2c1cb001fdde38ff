import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Store } from '@hostwright/core/ports';
import { beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../sqlite/open.js';
import { connectionState } from '../testing/records.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { makeWholeStore } from '../testing/whole-store.js';
import { backupStore } from './backup.js';
import { storeInfo } from './info.js';
import { restoreStore } from './restore.js';
import { verifyStore } from './verify.js';

const SWEEP = { number: 4, startedAtMs: 1_000, endedAtMs: 1_500, outcome: 'complete', message: undefined } as const;

describe('restoring a store', { tags: ['recovery.restore', 'real'] }, () => {
  const folder = temporaryFolders();
  let place = '';
  let file = '';
  let backup = '';
  beforeEach(async () => {
    place = folder();
    mkdirSync(join(place, 'work'));
    file = join(place, 'work', 'hostwright.db');
    backup = join(place, 'backup.db');
    await makeWholeStore(file);
    await inStore(file, (store) =>
      store.write((tx) =>
        tx.saveConnection(connectionState({ holder: 'me', leaseUntilMs: 9_000, lastSweep: SWEEP, lastCompleteSweep: SWEEP, sweeps: 4 })),
      ),
    );
    backupStore({ file, target: backup });
    await inStore(file, (store) => store.write((tx) => tx.saveNote('later', 'than the backup')));
  });

  it('brings back what was backed up, and keeps what stood there', async () => {
    const { keptAside, ...report } = await restoreStore({ backup, file });
    expect(report).toMatchObject({ file, lastSequence: 2, events: 7 });
    await inStore(file, (store) => store.read(async (tx) => expect(await tx.note('later')).toBeUndefined()));
    await inStore(keptAside ?? '', (store) => store.read(async (tx) => expect(await tx.note('later')).toBe('than the backup')));
    expect((await verifyStore({ file })).damages).toEqual([]);
    expect(readdirSync(place)).toEqual(['backup.db', 'work']);
    expect((await verifyStore({ file: backup })).damages).toEqual([]);
    // What belonged to the store is all in the one file that was kept.
    const kept = readdirSync(join(place, 'work')).filter((name) => name.includes('before-restore'));
    expect(kept).toEqual([basename(keptAside ?? '')]);
  });

  it('trusts no sweep of before, gives leases back, and writes down that it happened', async () => {
    const previousIncarnation = storeInfo({ file }).incarnation;
    const { backupMadeAtMs, incarnation } = await restoreStore({ backup, file });
    await inStore(file, (store) =>
      store.read(async (tx) => {
        expect(await tx.connection('main')).toMatchObject({ sweeps: 4 });
        const { lastSweep, lastCompleteSweep, holder } = (await tx.connection('main')) ?? connectionState({ lastSweep: SWEEP });
        expect([lastSweep, lastCompleteSweep, holder]).toEqual([undefined, undefined, undefined]);
        expect((await tx.events(6, 10)).map(({ event }) => event)).toEqual([
          { type: 'StoreRestored', backupMadeAtMs, lastSequence: 2, incarnation, previousIncarnation },
        ]);
      }),
    );
    expect(storeInfo({ file })).toMatchObject({ backupMadeAtMs: undefined, restored: { backupMadeAtMs } });
  });

  it('begins a new life each time, and knows the ones before as far as the backups do, until a rebuild knows all of them', async () => {
    const first = storeInfo({ file }).incarnation;
    const { incarnation: second } = await restoreStore({ backup, file });
    const last = await inStore(file, (store) => store.write((tx) => tx.nextSequence()));
    const later = join(place, 'later.db');
    backupStore({ file, target: later });
    const { incarnation: third } = await restoreStore({ backup: later, file });
    expect(new Set([first, second, third]).size).toBe(3);
    const lives = [
      { incarnation: first, lastSequence: 2 },
      { incarnation: second, lastSequence: last },
    ];
    expect(storeInfo({ file })).toMatchObject({ incarnation: third, lastSequence: last, endedLives: lives });
    await inStore(file, async (store) => {
      const { knownIncarnations, endedLives } = await store.read((tx) => tx.deployment());
      expect({ knownIncarnations, endedLives }).toEqual({ knownIncarnations: [first, second, third], endedLives: lives });
      await store.write((tx) => tx.beginIncarnation({ incarnation: 'f'.repeat(16), knownIncarnations, lastSequence: last }));
      expect((await store.read((tx) => tx.deployment())).endedLives).toEqual([]);
    });
    // The backup that was restored first knows nothing of the lives in between.
    await restoreStore({ backup, file });
    await inStore(file, (store) =>
      store.read(async (tx) => {
        const { incarnation, knownIncarnations, endedLives } = await tx.deployment();
        expect([second, third]).not.toContain(incarnation);
        expect({ knownIncarnations, endedLives }).toEqual({ knownIncarnations: [first, incarnation], endedLives: [lives[0]] });
      }),
    );
  });

  it('can be done where the store is lost, empty or damaged', { tags: ['fault.row-20'] }, async () => {
    for (const damage of [
      () => rmSync(file),
      () => truncateSync(file, 0),
      () => writeFileSync(file, 'hello\n'.repeat(2_000)),
      () => {
        rmSync(file);
        writeFileSync(`${file}-wal`, 'of another life');
      },
    ]) {
      damage();
      await restoreStore({ backup, file });
      expect((await verifyStore({ file })).damages).toEqual([]);
      expect(existsSync(`${file}-wal`)).toBe(false);
    }
    // Nothing of it was thrown away.
    const kept = readdirSync(join(place, 'work')).filter((name) => name.includes('.before-restore-'));
    expect(kept.filter((name) => !name.endsWith('-wal'))).toHaveLength(2);
    expect(kept.filter((name) => name.endsWith('-wal')).map((name) => readFileSync(join(place, 'work', name), 'utf8'))).toEqual([
      'of another life',
    ]);
  });

  it('is refused while a process has the store open, which goes on undisturbed', async () => {
    const store = await openSqliteStore({ file });
    await store.write((tx) => tx.saveNote('still', 'open'));
    await expect(restoreStore({ backup, file })).rejects.toMatchObject({
      kind: 'busy',
      message: expect.stringContaining('in use') as string,
    });
    await store.write((tx) => tx.saveNote('still', 'writes'));
    expect(await store.read((tx) => tx.note('later'))).toBe('than the backup');
    await store.close();
    expect(readdirSync(join(place, 'work'))).toEqual([basename(file)]);
    await restoreStore({ backup, file });
  });

  it('is refused from what is damaged, somebody else’s, or the store itself', async () => {
    await expect(restoreStore({ backup: file, file })).rejects.toThrow('is the store itself');
    await expect(restoreStore({ backup, file, deploymentId: 'f'.repeat(32) })).rejects.toThrow(
      /belongs to deployment [0-9a-f]{32}, not to f{32}/,
    );
    const damaged = join(place, 'damaged.db');
    copyFileSync(backup, damaged);
    truncateSync(damaged, 5 * 4_096);
    await expect(restoreStore({ backup: damaged, file })).rejects.toThrow(/is damaged: .* Restore another backup/);
    await expect(restoreStore({ backup: join(place, 'none.db'), file })).rejects.toMatchObject({ kind: 'unavailable' });
    expect(readdirSync(join(place, 'work'))).toEqual([basename(file)]);
    await inStore(file, (store) => store.read(async (tx) => expect(await tx.note('later')).toBe('than the backup')));
  });

  it('works from a raw copy with the log of a killed process', async () => {
    const store = await openSqliteStore({ file });
    await store.write((tx) => tx.saveNote('only', 'in the log'));
    const raw = join(place, 'raw.db');
    copyFileSync(file, raw);
    copyFileSync(`${file}-wal`, `${raw}-wal`);
    await store.close();
    renameSync(file, join(place, 'lost.db'));
    await restoreStore({ backup: raw, file });
    await inStore(file, (restored) => restored.read(async (tx) => expect(await tx.note('only')).toBe('in the log')));
  });
});

async function inStore<Result>(file: string, body: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openSqliteStore({ file });
  try {
    return await body(store);
  } finally {
    await store.close();
  }
}
