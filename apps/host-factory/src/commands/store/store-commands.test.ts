import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '@hostwright/store';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../exit-codes.js';
import { type CommandResult, makeTestSite } from '../../testing/command-line.js';

/** What takes so long hangs. */
const HANG_MS = 120_000;

interface Ready {
  readonly run: (...words: readonly string[]) => Promise<CommandResult>;
  readonly directory: string;
  readonly store: string;
  readonly backup: string;
}

/** A site with two machines, and the places of its store and of a backup. */
async function siteWithMachines(): Promise<Ready> {
  const site = await makeTestSite();
  const { directory } = site;
  const run: Ready['run'] = (...words) => site.run(...words);
  expect(await run('machines', 'request', 'small', '2', '--wait')).toMatchObject({ code: EXIT.ok });
  return { run, directory, store: join(directory, 'work', 'hostwright.db'), backup: join(dirname(directory), 'backup.db') };
}

function change(file: string, statement: string): void {
  const database = new DatabaseSync(file);
  database.exec(statement);
  database.close();
}

describe('store', { tags: ['recovery.restore', 'real'] }, () => {
  it('is saved, checked, lost and brought back', async () => {
    const { run, store, backup } = await siteWithMachines();
    expect(await run('store', 'backup', backup)).toMatchObject({ code: EXIT.ok, out: expect.stringContaining(`${backup}: `) as string });
    expect(await run('store', 'verify', backup)).toMatchObject({ code: EXIT.ok, out: expect.stringContaining('a whole backup') as string });
    rmSync(store);
    expect(await run('store', 'info')).toMatchObject({ code: 4, err: expect.stringContaining('There is no store') as string });
    expect((await run('store', 'restore', backup, '--dry-run')).out).toContain('would take the place of');
    expect(existsSync(store)).toBe(false);
    const restored = await run('store', 'restore', backup, '--yes', '--output', 'json');
    expect(restored).toMatchObject({ code: EXIT.ok });
    expect(restored.json()).toMatchObject({ file: store, keptAside: null });
    expect((await run('machines', 'list', '--quiet')).out.trim().split('\n')).toHaveLength(2);
    expect((await run('store', 'info', '--output', 'json')).json()).toMatchObject({
      liveMachines: 2,
      restoredAt: expect.stringMatching(/^20/) as string,
      lostIncarnation: null,
    });
    expect((await run('audit', 'list', '--kind', 'StoreRestored', '--output', 'json')).json()).toHaveLength(1);
  });

  it('keeps the store that was there when it is restored, and asks before', async () => {
    const { run, store, backup } = await siteWithMachines();
    await run('store', 'backup', backup);
    expect(await run('store', 'restore', backup)).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('Say --yes to do it; nobody can be asked here.') as string,
    });
    expect(readdirSync(dirname(store)).filter((name) => name.includes('before'))).toEqual([]);
    const { code, err } = await run('store', 'restore', backup, '--yes');
    expect(code).toBe(EXIT.ok);
    const [kept = ''] = /\S+before-restore\S+[^.\s]/.exec(err) ?? [];
    expect(readdirSync(dirname(store)).some((name) => kept.endsWith(name))).toBe(true);
  });

  it('is not restored while a process has it open, and says so in one line', async () => {
    const { run, store, backup } = await siteWithMachines();
    await run('store', 'backup', backup);
    const opened = await openSqliteStore({ file: store });
    await opened.read((tx) => tx.deployment());
    const { code, err } = await run('store', 'restore', backup, '--yes', '--timeout', '0');
    expect({ code, lines: err.trim().split('\n') }).toEqual({ code: 6, lines: [expect.stringContaining('is in use by another process')] });
    await opened.close();
    expect(await run('store', 'restore', backup, '--yes')).toMatchObject({ code: EXIT.ok });
  });

  it('names what is damaged, with an exit code of its own, and restores nothing damaged', async () => {
    const { run, store, backup } = await siteWithMachines();
    await run('store', 'backup', backup);
    change(store, `update requests set record = '{'`);
    const verdict = await run('store', 'verify');
    expect(verdict).toMatchObject({ code: EXIT.damaged, out: expect.stringMatching(/row +table requests, request_id 'req-/) as string });
    expect(verdict.err).toContain('host-factory store restore FILE');
    change(backup, `update notes set value = 'other' where key not like 'store/%' and key not like 'events/%'; pragma user_version = 1`);
    change(backup, `update deployment set last_sequence = 77`);
    const refused = await run('store', 'restore', backup, '--yes');
    expect(refused).toMatchObject({ code: EXIT.damaged, out: expect.stringContaining('not what was backed up') as string });
    const before = readFileSync(backup);
    truncateSync(backup, 20_000);
    expect((await run('store', 'verify', backup, '--output', 'json')).json()).toMatchObject({ ok: false });
    writeFileSync(backup, before);
    expect(await run('store', 'verify', dirname(backup))).toMatchObject({ code: 4 });
  });

  it('refuses bad places of a backup in one line each, and says what to do', async () => {
    const { run, store, backup } = await siteWithMachines();
    await run('store', 'backup', backup);
    symlinkSync(store, join(dirname(backup), 'link.db'));
    for (const [target, says] of [
      [store, 'is the store itself'],
      [join(dirname(backup), 'link.db'), 'is the store itself'],
      [join(dirname(backup), 'none', 'b.db'), 'does not exist. Create it'],
      [backup, 'exists. Name a file that does not.'],
      [dirname(backup), 'is a folder. Name a file in it.'],
    ] as const) {
      const { code, out, err } = await run('store', 'backup', target);
      expect({ code, out, lines: err.trim().split('\n') }).toEqual({ code: 4, out: '', lines: [expect.stringContaining(says)] });
    }
  });

  it('is restored only from a backup, and says so of anything else', async () => {
    const { run, directory } = await siteWithMachines();
    const { code, err } = await run('store', 'restore', join(directory, 'hostwright.yaml'), '--yes');
    expect({ code, err: err.trim() }).toEqual({
      code: EXIT.damaged,
      err: expect.stringMatching(/hostwright\.yaml is damaged\. It is no backup that can be read\. Nothing was changed\./) as string,
    });
  });

  it('stays under its link when it is restored, and the deployment record names its new life', async () => {
    const { run, directory, store, backup } = await siteWithMachines();
    await run('store', 'backup', backup);
    const real = join(directory, 'real.db');
    renameSync(store, real);
    for (const end of ['-wal', '-shm']) rmSync(`${store}${end}`, { force: true });
    symlinkSync(real, store);
    expect(await run('store', 'restore', backup, '--yes')).toMatchObject({ code: EXIT.ok });
    expect(lstatSync(store).isSymbolicLink()).toBe(true);
    expect(readdirSync(directory).filter((name) => name.startsWith('real.db.before-restore-'))).toHaveLength(1);
    const { incarnation, endedLives } = (await run('store', 'info', '--output', 'json')).json() as {
      readonly incarnation: string;
      readonly endedLives: readonly unknown[];
    };
    expect(endedLives).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(directory, 'deployment.json'), 'utf8'))).toMatchObject({ storeIncarnation: incarnation });
    expect((await run('store', 'rebuild')).out).toContain('Nothing to rebuild');
  });

  it('that is older than the cloud after a restore launches nothing and gives nothing up: its connection halts', async () => {
    const { run, backup } = await siteWithMachines();
    await run('store', 'backup', backup);
    await run('machines', 'request', 'small', '1', '--wait');
    await run('store', 'restore', backup, '--yes');
    await run('machines', 'request', 'small', '1');
    const halts = async (): Promise<unknown> => (await run('audit', 'list', '--kind', 'ConnectionHalted', '--output', 'json')).json();
    const hangsAt = Date.now() + HANG_MS;
    while (JSON.stringify(await halts()) === '[]' && Date.now() < hangsAt) await run('machines', 'request', 'small', '1');
    expect(await halts()).toMatchObject([{ connection: 'mock', reason: 'store-is-old' }]);
    expect((await run('machines', 'list', '--quiet')).out.trim().split('\n')).toHaveLength(2);
  });

  it('lies in a work directory that is a symbolic link as well', async () => {
    const { run, directory, store, backup } = await siteWithMachines();
    renameSync(dirname(store), join(directory, 'elsewhere'));
    symlinkSync(join(directory, 'elsewhere'), dirname(store));
    expect(await run('machines', 'request', 'small', '1', '--wait')).toMatchObject({ code: EXIT.ok });
    expect(await run('store', 'verify')).toMatchObject({ code: EXIT.ok });
    expect((await run('store', 'backup', join(directory, 'elsewhere', 'hostwright.db'))).err).toContain('is the store itself');
    await run('store', 'backup', backup);
    expect(await run('store', 'restore', backup, '--yes')).toMatchObject({ code: EXIT.ok });
    expect(lstatSync(dirname(store)).isSymbolicLink()).toBe(true);
    expect((await run('machines', 'list', '--quiet')).out.trim().split('\n')).toHaveLength(3);
  });

  it(
    'that was lost is not taken for a new one: the new one says so, and so does the audit log',
    { tags: ['recovery.lost-store'] },
    async () => {
      const { run, store } = await siteWithMachines();
      for (const lose of [() => truncateSync(store, 0), () => rmSync(store)]) {
        for (const end of ['-wal', '-shm']) rmSync(`${store}${end}`, { force: true });
        lose();
        await run('machines', 'list');
        expect((await run('store', 'info', '--output', 'json')).json()).toMatchObject({ lostIncarnation: expect.any(String) as string });
        expect((await run('store', 'info')).out).toContain('is lost: host-factory store rebuild');
      }
      expect((await run('audit', 'list', '--kind', 'StoreLost', '--output', 'json')).json()).toHaveLength(1);
    },
  );

  it('needs no claim on a local disk; on a shared one it says which host works, and takes over by command', async () => {
    const { run, directory } = await siteWithMachines();
    expect((await run('store', 'claim')).out).toContain('only this host works here');
    writeFileSync(
      join(directory, 'hostwright.yaml'),
      `${readFileSync(join(directory, 'hostwright.yaml'), 'utf8')}\nsharedWorkDirectory: shared\n`,
    );
    expect((await run('store', 'claim')).out).toContain('nobody yet');
    expect(await run('machines', 'request', 'small', '1', '--wait')).toMatchObject({ code: EXIT.ok });
    expect((await run('store', 'claim', '--output', 'json')).json()).toMatchObject({ shared: true, holder: { epoch: 1 } });
    expect(await run('store', 'claim', '--take-over', '--output', 'json')).toMatchObject({ code: EXIT.ok });
    expect((await run('store', 'claim', '--output', 'json')).json()).toMatchObject({ holder: { epoch: 2 } });
  });
});

describe('audit', { tags: ['recovery.audit', 'real'] }, () => {
  it('lists what happened in order: the newest, those after a position, of one kind, of one request', async () => {
    const { run } = await siteWithMachines();
    const list = async (...words: readonly string[]) =>
      (await run('audit', 'list', '--output', 'json', ...words)).json() as { position: number; type: string; requestId?: string }[];
    const all = await list('--after', '0', '--limit', '100000');
    expect(all.map(({ position }) => position)).toEqual(all.map((_, index) => index + 1));
    expect(all[0]?.type).toBe('RequestAccepted');
    expect((await list('--limit', '3')).map(({ position }) => position)).toEqual(all.slice(-3).map(({ position }) => position));
    expect((await list('--after', '2', '--limit', '2')).map(({ position }) => position)).toEqual([3, 4]);
    expect((await list('--kind', 'MachineRunning')).map(({ type }) => type)).toEqual(['MachineRunning', 'MachineRunning']);
    const requestId = all[0]?.requestId ?? '';
    expect(new Set((await list('--request', requestId)).map((event) => event.requestId))).toEqual(new Set([requestId]));
    expect(await list('--since', '2999-01-01')).toEqual([]);
    expect((await run('audit', 'list', '--limit', '1')).out).toMatch(/^POSITION +TIME +TYPE +SUBJECT +DETAILS\n/);
  });

  it('follows the chain, and names the first event that was changed', async () => {
    const { run, store } = await siteWithMachines();
    const sealing = await openSqliteStore({ file: store });
    await sealing.write((tx) => tx.sealEvents(100_000));
    await sealing.close();
    expect(await run('audit', 'verify')).toMatchObject({ code: EXIT.ok, out: expect.stringContaining('the last link is') as string });
    change(store, `drop trigger events_seal_only; update events set at_ms = at_ms + 1 where position = 3`);
    expect(await run('audit', 'verify')).toMatchObject({ code: EXIT.damaged, out: expect.stringMatching(/link +event 3 /) as string });
  });
});
