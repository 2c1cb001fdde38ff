import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildChild } from '../testing/build-child.js';
import { runChild } from '../testing/run-child.js';
import { sharedFolder, temporaryFolders } from '../testing/temporary-folder.js';
import { openSqliteStore } from './open.js';

const PROCESSES = 32;
const TRANSACTIONS = 5;

interface Acknowledged {
  readonly requestId: string;
  readonly sequence: number;
}

describe('many processes at once', () => {
  const build = sharedFolder();
  const folder = temporaryFolders();
  let program = '';
  beforeAll(async () => {
    program = await buildChild(build);
  });

  it(
    'make the store together, lose nothing that was acknowledged, and number without gaps',
    { timeout: 60_000, tags: ['store.concurrent', 'fault.row-08', 'real'] },
    async () => {
      const file = join(folder(), 'store.db');
      const names = Array.from({ length: PROCESSES }, (_, index) => `p${index}`);
      const ends = await Promise.all(names.map((name) => runChild({ do: 'commit', file, name, transactions: TRANSACTIONS }, { program })));
      expect(ends.filter(({ exitCode }) => exitCode !== 0).map(({ errors }) => errors)).toEqual([]);
      const acknowledged = ends.flatMap(({ lines }) => lines as readonly Acknowledged[]);
      const wanted = Array.from({ length: PROCESSES * TRANSACTIONS }, (_, index) => index + 1);
      expect(acknowledged.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(wanted);

      const store = await openSqliteStore({ file });
      await store.read(async (tx) => {
        const stored = await tx.requests({});
        expect(stored.map(({ requestId }) => requestId).toSorted()).toEqual(acknowledged.map(({ requestId }) => requestId).toSorted());
        expect(await tx.machines({})).toHaveLength(wanted.length * 3);
        expect((await tx.events(0, 1_000)).map(({ position, atMs }) => [position, atMs])).toEqual(wanted.map((number) => [number, number]));
        expect((await tx.deployment()).lastSequence).toBe(wanted.length);
      });
      await store.close();
    },
  );

  it('migrate an older schema exactly once', { timeout: 60_000, tags: ['store.migration', 'fault.row-29', 'real'] }, async () => {
    const file = join(folder(), 'store.db');
    await (await openSqliteStore({ file })).close();
    const tasks = Array.from({ length: 16 }, () => runChild({ do: 'migrate', file, version: 3 }, { program }));
    const ends = await Promise.all(tasks);
    expect(ends.map(({ lines }) => lines)).toEqual(ends.map(() => [{ step: 'migrate' }]));
    const database = new DatabaseSync(file, { readOnly: true });
    expect(database.prepare('select version from steps order by rowid').all()).toEqual([{ version: 2 }, { version: 3 }]);
    expect(database.prepare('pragma user_version').get()).toEqual({ user_version: 3 });
    database.close();
  });
});
