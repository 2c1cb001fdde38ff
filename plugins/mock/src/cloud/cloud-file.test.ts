import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { launch, openTestSite } from '../testing/test-site.js';
import { read } from '../testing/writes.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { openMockCloud } from '../control/cloud-control.js';
import { mockProvider } from '../provider/definition.js';

const newFolder = temporaryFolders();

it(
  'can be judged with plain SQLite: the table machines, and the view that knows the time',
  { tags: ['mock.judging', 'simulated'] },
  async () => {
    const file = join(newFolder(), 'cloud.db');
    const site = await openTestSite({ cloudFile: file, bootTimeMs: 1_000 });
    await launch(site, { units: 3, spec: { tags: [{ key: 'team', value: 'grid' }] } });
    const judge = new DatabaseSync(file, { readOnly: true });
    const states = (): unknown => judge.prepare(`SELECT state, count(*) AS machines FROM machines_now GROUP BY state`).all();
    expect(states()).toEqual([{ state: 'pending', machines: 3 }]);
    site.control.advance(1_000);
    expect(states()).toEqual([{ state: 'running', machines: 3 }]);
    const rows = judge
      .prepare(`SELECT id, state, tags ->> 'team' AS team, tags ->> 'hostwright-intent' AS intent, name FROM machines`)
      .all();
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({ id: expect.stringMatching(/^i-[0-9a-f]{17}$/), state: 'running', team: 'grid', intent: 'int-1' });
    judge.close();
    await site.close();
  },
);

it('tells the present state of a machine although nobody touched the file since', async () => {
  const file = join(newFolder(), 'cloud.db');
  const site = await openTestSite({ cloudFile: file, time: 'real', bootTimeMs: 50 });
  await launch(site);
  await site.close();
  const judge = new DatabaseSync(file, { readOnly: true });
  const state = (from: string): unknown => judge.prepare(`SELECT state FROM ${from}`).get()?.['state'];
  await expect.poll(() => state('machines_now'), { timeout: 10_000 }).toBe('running');
  judge.close();
});

it('keeps what was started when it is opened again', async () => {
  const file = join(newFolder(), 'cloud.db');
  const before = await openTestSite({ cloudFile: file });
  const { machines } = await launch(before);
  await before.close();
  const after = await openTestSite({ cloudFile: file });
  expect(after.control.machines().map((machine) => machine.id)).toEqual(machines.map((machine) => machine.machineId));
  await after.close();
});

/** Files that are no usable cloud, and what is said of each. */
const UNUSABLE: Readonly<Record<string, readonly [prepare: (file: string) => void, message: RegExp]>> = {
  'a file that is not a database': [(file) => writeFileSync(file, 'hello '.repeat(500)), /it is not an SQLite file/],
  'a database of something else': [(file) => new DatabaseSync(file).exec('CREATE TABLE orders (id)'), /a database of something else/],
  'a cloud of a newer version': [
    (file) => {
      openMockCloud({ file }).close();
      new DatabaseSync(file).exec('PRAGMA user_version = 99');
    },
    /it has version 99 and this package understands 1/,
  ],
  'a cloud made with another seed': [(file) => openMockCloud({ file, seed: 5, time: 'virtual' }).close(), /made with seed 5/],
  'a cloud made with another time': [(file) => openMockCloud({ file, seed: 1, time: 'real' }).close(), /and real time/],
};

it.each(Object.entries(UNUSABLE))('refuses %s by name', async (_what, [prepareFile, message]) => {
  const file = join(newFolder(), 'cloud.db');
  prepareFile(file);
  const usable = join(newFolder(), 'usable.db');
  const site = await openTestSite({ cloudFile: usable });
  const broken = mockProvider.create({ ...site.settings, seed: 1, cloudFile: file }, site.context);
  await expect(broken.identify(read())).rejects.toMatchObject({
    errorClass: 'InvalidSettings',
    remedy: 'fix-settings',
    subject: 'cloudFile',
  });
  await expect(broken.identify(read())).rejects.toThrow(message);
  await expect(broken.identify(read())).rejects.toThrow(file);
  await site.close();
});

it('keeps a new file from other users: machines’ user data stands in it', async () => {
  const file = join(newFolder(), 'cloud.db');
  const site = await openTestSite({ cloudFile: file });
  await launch(site);
  for (const suffix of ['', '-wal', '-shm']) expect(statSync(`${file}${suffix}`).mode & 0o077).toBe(0);
  await site.close();
});

it('says that a folder is missing', () => {
  expect(() => openMockCloud({ file: join(newFolder(), 'missing', 'cloud.db') })).toThrow(/does its folder exist\?/);
});

it('does no input or output before the first call', async () => {
  const site = await openTestSite();
  const provider = mockProvider.create({ ...site.settings, cloudFile: '/nowhere/at/all/cloud.db' }, site.context);
  expect(site.context.calls).toEqual([]);
  await provider.dispose?.();
  await expect(provider.identify(read())).rejects.toMatchObject({ errorClass: 'InvalidSettings' });
  await site.close();
});
