import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openMockCloud } from '@hostwright/provider-mock';
import { describe, expect, it } from 'vitest';
import { EXIT, REMEDY_EXIT_CODES } from '../../exit-codes.js';
import { makeTestSite, type TestSite } from '../../testing/command-line.js';

const HANG_MS = 120_000;

interface MachineJson {
  readonly machineId: string;
  readonly requestId: string;
}

async function launched(count: number): Promise<{ readonly site: TestSite; readonly machines: readonly MachineJson[] }> {
  const site = await makeTestSite();
  const { code, err } = await site.run('machines', 'request', 'small', String(count), '--wait', '--timeout', '110');
  if (code !== 0) throw new Error(err);
  return { site, machines: await machinesOf(site) };
}

async function machinesOf(site: TestSite): Promise<readonly MachineJson[]> {
  const listed = (await site.run('machines', 'list', '-o', 'json')).json() as readonly MachineJson[];
  return listed.map(({ machineId, requestId }) => ({ machineId, requestId }));
}

function storeOf({ directory }: TestSite): string {
  return join(directory, 'work', 'hostwright.db');
}

function lose(site: TestSite): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${storeOf(site)}${end}`, { force: true });
}

function change(file: string, statement: string): void {
  const database = new DatabaseSync(file);
  database.exec(statement);
  database.close();
}

/** Overwrites many pages from some place on. */
function damage(file: string, share: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, Math.floor(bytes.length * share), Math.floor(bytes.length * (share + 0.4)));
  writeFileSync(file, bytes);
  for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
}

describe('store rebuild', { timeout: HANG_MS, tags: ['recovery.rebuild', 'simulated'] }, () => {
  it('brings machines back under their requests, and says so', async () => {
    const { site, machines } = await launched(2);
    lose(site);
    const { code, out } = await site.run('store', 'rebuild');
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(
      /^The store was rebuilt as [0-9a-f]{16}: 2 machines under 1 request came back\.\nmock: 2 came back, 0 known before\.\n$/,
    );
    expect(await machinesOf(site)).toEqual(machines);
    expect((await site.run('store', 'info')).out).toMatch(/^lost store: +-$/m);
  });

  it.each([
    ['a trigger', 'drop trigger events_no_delete', 'trigger events_no_delete'],
    ['an index', 'drop index events_unsealed', 'index events_unsealed'],
    ['a trigger of others', 'create trigger "of ""others" after insert on notes begin select 1; end', 'trigger of "others'],
  ])('makes the schema what it was: %s', async (_, statement, object) => {
    const { site, machines } = await launched(1);
    change(storeOf(site), statement);
    expect((await site.run('store', 'verify')).code).toBe(EXIT.damaged);
    const { code, out, err } = await site.run('store', 'rebuild');
    expect({ code, out, err }).toEqual({
      code: EXIT.ok,
      out: expect.stringContaining('Nothing to rebuild') as string,
      err: expect.stringContaining(`Mended in the store: ${object}.`) as string,
    });
    expect((await site.run('store', 'verify')).code).toBe(EXIT.ok);
    expect(await machinesOf(site)).toEqual(machines);
  });

  it.each(['events', 'intents', 'notes', 'deployment'])('makes a store anew that lost its table %s', async (table) => {
    const { site, machines } = await launched(1);
    change(storeOf(site), `drop table ${table}`);
    const planned = await site.run('store', 'rebuild', '--dry-run', '-o', 'json');
    expect(planned.json()).toMatchObject({ needed: true, connections: [{ adopted: machines }] });
    const { code, err } = await site.run('store', 'rebuild');
    expect({ code, err }).toEqual({ code: EXIT.ok, err: expect.stringContaining('The store was damaged, and is kept as') as string });
    expect((await site.run('store', 'verify')).code).toBe(EXIT.ok);
    expect(await machinesOf(site)).toEqual(machines);
  });

  it('leaves a store alone whose event log alone is broken, and only a backup is said to mend that', async () => {
    const { site, machines } = await launched(1);
    const trigger = 'select sql from sqlite_schema where name = ';
    const database = new DatabaseSync(storeOf(site));
    const guard = String(database.prepare(`${trigger}'events_seal_only'`).get()?.['sql']);
    database.exec(`drop trigger events_seal_only; update events set at_ms = at_ms + 1 where position = 1; ${guard}`);
    database.close();
    const verdict = await site.run('store', 'verify');
    expect(verdict).toMatchObject({ code: EXIT.damaged, err: expect.stringContaining('from a backup alone') as string });
    expect(verdict.err).not.toContain('store rebuild');
    expect((await site.run('store', 'rebuild')).out).toContain('Nothing to rebuild');
    expect(await machinesOf(site)).toEqual(machines);
  });

  it('says what it would do, and makes no store', async () => {
    const { site, machines } = await launched(1);
    lose(site);
    const planned = (await site.run('store', 'rebuild', '--dry-run', '-o', 'json')).json();
    expect(planned).toMatchObject({ dryRun: true, needed: true, connections: [{ adopted: machines }] });
    expect(existsSync(storeOf(site))).toBe(false);
  });

  it.each([
    ['at its beginning', 0],
    ['in the middle', 0.5],
  ])('keeps a store aside that is damaged %s, and makes a new one', async (_where, share) => {
    const { site, machines } = await launched(1);
    damage(storeOf(site), share);
    const { code, err } = await site.run('store', 'rebuild');
    expect(code).toBe(EXIT.ok);
    expect(err).toMatch(/^The store was damaged, and is kept as .*hostwright\.db\.damaged-\d{8}T\d+Z\.$/m);
    expect(readdirSync(join(site.directory, 'work'))).toContainEqual(expect.stringMatching(/^hostwright\.db\.damaged-\d+T\d+Z$/));
    expect(await machinesOf(site)).toEqual(machines);
  });

  it('has nothing to do where nothing was lost', async () => {
    const { site, machines } = await launched(1);
    const { code, out } = await site.run('store', 'rebuild');
    expect([code, out]).toEqual([EXIT.ok, expect.stringMatching(/^Nothing to rebuild/)]);
    expect(await machinesOf(site)).toEqual(machines);
  });

  it('is refused in one line while the cloud may not be listed, with connection, reason and remedy', async () => {
    const { site, machines } = await launched(1);
    lose(site);
    const cloud = openMockCloud({ file: join(site.directory, 'mock-cloud.db') });
    cloud.addFault({ kind: 'error', on: 'ListResources', code: 'UnauthorizedOperation', when: { times: 'always' } });
    const { code, out, err } = await site.run('store', 'rebuild');
    expect([code, out]).toEqual([REMEDY_EXIT_CODES['fix-account'], '']);
    expect(err).toMatch(
      /^host-factory: connection 'mock' could not be listed, so that nothing was changed: .*PermissionDenied.*Allow .*--without mock.*\]\n$/,
    );
    cloud.clearFaults();
    cloud.close();
    expect((await site.run('store', 'rebuild')).code).toBe(EXIT.ok);
    expect(await machinesOf(site)).toEqual(machines);
  });

  it('knows what may be left out, and keeps at least one', async () => {
    const site = await makeTestSite();
    const unknown = await site.run('store', 'rebuild', '--without', 'mok');
    expect([unknown.code, unknown.err]).toEqual([REMEDY_EXIT_CODES['fix-settings'], expect.stringContaining('did you mean "mock"?')]);
    const all = await site.run('store', 'rebuild', '--without', 'mock');
    expect([all.code, all.err]).toEqual([EXIT.usage, expect.stringContaining('at least one')]);
  });
});
