import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { makeTestSite, type TestSite } from '../../../testing/command-line.js';
import { editStore } from '../testing/edit-store.js';
import { lookAt } from '../testing/look-at.js';
import { storeHealth } from './store-health.js';
import { store } from './store.js';

interface Worked extends TestSite {
  readonly file: string;
}

/** A site that has a store, and has logged something. */
async function worked(): Promise<Worked> {
  const site = await makeTestSite();
  await editStore(site, (tx) => tx.saveNote('any', 'note'));
  const log = join(site.directory, 'work', 'log');
  mkdirSync(log, { recursive: true });
  appendFileSync(join(log, 'calls.log'), '{}\n');
  return { ...site, file: join(site.directory, 'work', 'hostwright.db') };
}

function edit(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

describe('the store', { tags: ['cli.doctor', 'real'] }, () => {
  it('of a new deployment will be made, and of one that works is there', async () => {
    expect(await lookAt(store, { config: (await makeTestSite()).directory })).toMatchObject([
      { status: 'ok', message: expect.stringContaining('will be made') as string },
    ]);
    expect(await lookAt(store, { config: (await worked()).directory })).toMatchObject([
      { status: 'ok', message: expect.stringContaining('incarnation') as string },
    ]);
  });

  it('that was there and is gone is told of, also when nothing is open', async () => {
    const site = await worked();
    for (const end of ['', '-wal', '-shm']) rmSync(`${site.file}${end}`, { force: true });
    const [found] = await lookAt(store, { config: site.directory });
    expect(found).toMatchObject({
      status: 'wrong',
      message: expect.stringMatching(/is gone, and .*deployment\.json says that there was one/) as string,
    });
    expect(found?.mend).toMatch(/^host-factory store rebuild /);
  });

  it('in whose place a pipe stands is not waited for', async () => {
    const site = await worked();
    for (const end of ['', '-wal', '-shm']) rmSync(`${site.file}${end}`, { force: true });
    expect(spawnSync('/bin/sh', ['-c', 'mkfifo "$1"', 'sh', site.file]).status).toBe(0);
    expect(await lookAt(store, { config: site.directory })).toMatchObject([
      { status: 'wrong', message: expect.stringContaining('it is a pipe') as string, mend: expect.stringMatching(/^mv /) as string },
    ]);
  });

  it('that was cut to nothing is mended as one that is gone', async () => {
    const site = await worked();
    for (const end of ['-wal', '-shm']) rmSync(`${site.file}${end}`, { force: true });
    truncateSync(site.file, 0);
    expect(await lookAt(store, { config: site.directory })).toMatchObject([
      {
        status: 'wrong',
        message: expect.stringContaining('is empty, and') as string,
        mend: expect.stringMatching(/^host-factory store rebuild /) as string,
      },
    ]);
    expect((await lookAt(storeHealth, { config: site.directory })).map(({ status }) => status)).toEqual(['ok']);
  });

  it('that is none is told of', async () => {
    const site = await worked();
    for (const end of ['-wal', '-shm']) rmSync(`${site.file}${end}`, { force: true });
    writeFileSync(site.file, 'no database, whatever its name says '.repeat(50));
    expect(await lookAt(store, { config: site.directory })).toMatchObject([
      { status: 'wrong', mend: expect.stringMatching(/^host-factory store rebuild /) as string },
    ]);
    expect(await lookAt(storeHealth, { config: site.directory })).toMatchObject([{ status: 'wrong' }]);
  });

  it('of another deployment is told of', async () => {
    const [site, other] = [await worked(), await worked()];
    edit(other.file, 'pragma wal_checkpoint(truncate)');
    for (const end of ['-wal', '-shm']) rmSync(`${site.file}${end}`, { force: true });
    copyFileSync(other.file, site.file);
    const [found] = await lookAt(store, { config: site.directory });
    expect(found).toMatchObject({
      status: 'wrong',
      message: expect.stringMatching(/belongs to deployment/) as string,
      mend: expect.stringMatching(/^host-factory config show --origin /) as string,
    });
  });

  it('of a newer version is told of', async () => {
    const site = await worked();
    edit(site.file, 'pragma user_version = 9999');
    expect(await lookAt(store, { config: site.directory })).toMatchObject([
      { status: 'wrong', mend: 'npm install -g @hostwright/host-factory@latest' },
    ]);
  });
});

describe('the content of the store', { tags: ['cli.doctor', 'real'] }, () => {
  it('that was made in place of a lost one is told of', async () => {
    const site = await worked();
    for (const end of ['', '-wal', '-shm']) rmSync(`${site.file}${end}`, { force: true });
    await site.run('machines', 'list');
    const found = await lookAt(storeHealth, { config: site.directory });
    expect(found).toContainEqual(
      expect.objectContaining({ status: 'wrong', message: expect.stringMatching(/in place of one that was lost/) as string }),
    );
    expect(found.find(({ status }) => status === 'wrong')?.mend).toMatch(/^host-factory store rebuild /);
  });

  it('is as it was written', async () => {
    const findings = await lookAt(storeHealth, { config: (await worked()).directory });
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(findings[0]?.message).toMatch(/MiB, schema \d+, 0 open requests, 0 live machines/);
  });

  it('that is damaged is told of with what is damaged first', async () => {
    const site = await worked();
    edit(site.file, "insert into connections (connection, record) values ('x', 'no json')");
    expect(await lookAt(storeHealth, { config: site.directory })).toContainEqual(
      expect.objectContaining({
        status: 'wrong',
        message: expect.stringMatching(/^damaged: .*connections/) as string,
        mend: expect.stringMatching(/^host-factory store verify /) as string,
      }),
    );
  });

  it('with a log that does not shrink is told of', async () => {
    const site = await worked();
    edit(site.file, 'pragma wal_checkpoint(truncate)');
    const copy = readFileSync(site.file);
    writeFileSync(`${site.file}-wal`, '');
    chmodSync(`${site.file}-wal`, 0o600);
    truncateSync(`${site.file}-wal`, 300 * 1024 * 1024);
    expect(copy.length).toBeGreaterThan(0);
    expect(await lookAt(storeHealth, { config: site.directory })).toContainEqual(
      expect.objectContaining({ status: 'note', message: expect.stringMatching(/300 MiB/) as string }),
    );
  });
});
