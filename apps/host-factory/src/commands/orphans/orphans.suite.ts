import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMockCloud } from '@hostwright/provider-mock';
import { describe, expect, it } from 'vitest';
import { EXIT, REMEDY_EXIT_CODES } from '../../exit-codes.js';
import { makeTestSite, runCommand, type TestSite } from '../../testing/command-line.js';
import { recordIo } from '../../testing/recorded-io.js';

const HANG_MS = 120_000;

interface OrphanJson {
  readonly machineId: string;
  readonly outcome: string;
  readonly requestId: string | null;
}

let site: TestSite;

/** One machine of a request, and copies of it that no request explains, as a sweep has shown them. */
async function siteWithOrphans(count: number): Promise<{ readonly machineId: string; readonly copies: readonly string[] }> {
  site = await makeTestSite();
  await launch();
  const cloud = openMockCloud({ file: join(site.directory, 'mock-cloud.db') });
  const [model] = cloud.machines();
  const copies = Array.from({ length: count }, () => cloud.copyMachine(model!.id));
  cloud.close();
  await launch();
  return { machineId: model!.id, copies };
}

/** Works inline, and sweeps on the way. */
async function launch(): Promise<void> {
  const { code, err } = await site.run('machines', 'request', 'small', '1', '--wait', '--timeout', '110');
  if (code !== 0) throw new Error(err);
}

async function orphanIds(): Promise<readonly string[]> {
  const listed = (await site.run('orphans', 'list', '-o', 'json')).json() as readonly OrphanJson[];
  return listed.map(({ machineId }) => machineId);
}

describe('orphans list', { timeout: HANG_MS, tags: ['recovery.orphans', 'simulated'] }, () => {
  it('lists what belongs to nobody, and says how old that knowledge is', async () => {
    const { copies } = await siteWithOrphans(2);
    const { code, out, err } = await site.run('orphans', 'list');
    expect(code).toBe(EXIT.ok);
    for (const copy of copies) expect(out).toContain(copy);
    expect(err).toMatch(/^mock: as of \d+[smhd] ago/m);
    expect((await orphanIds()).toSorted()).toEqual(copies.toSorted());
    expect((await site.run('orphans', 'list', '--quiet')).out.trim().split('\n').toSorted()).toEqual(copies.toSorted());
  });

  it('says that nothing is known where there is no store, and what to do', async () => {
    await siteWithOrphans(1);
    for (const end of ['', '-wal', '-shm']) rmSync(join(site.directory, 'work', `hostwright.db${end}`), { force: true });
    const { code, out, err } = await site.run('orphans', 'list');
    expect([code, out]).toEqual([REMEDY_EXIT_CODES['fix-settings'], '']);
    expect(err).toMatch(/There is no store .*hostwright\.db.*host-factory store rebuild.*\[store-missing\]/);
  });

  it('names the nearest connection', async () => {
    site = await makeTestSite();
    expect((await site.run('orphans', 'list', '--connection', 'mok')).err).toContain('did you mean "mock"?');
  });
});

describe('orphans adopt', { timeout: HANG_MS, tags: ['recovery.orphans', 'simulated'] }, () => {
  it('makes machines that can be returned', async () => {
    const { copies } = await siteWithOrphans(1);
    const adopted = await site.run('orphans', 'adopt', ...copies, '--yes', '-o', 'json');
    expect(adopted.code).toBe(EXIT.ok);
    const [entry] = adopted.json() as readonly OrphanJson[];
    expect(entry).toMatchObject({ machineId: copies[0], outcome: 'done' });
    expect(await orphanIds()).toEqual([]);
    expect((await site.run('requests', 'wait', entry!.requestId!, '--timeout', '110')).out).toContain('fulfilled');
    expect((await site.run('machines', 'return', ...copies, '--wait', '--timeout', '110')).code).toBe(EXIT.ok);
  });
});

describe('orphans terminate', { timeout: HANG_MS, tags: ['recovery.orphans', 'simulated'] }, () => {
  it('ends them through a return request', async () => {
    await siteWithOrphans(2);
    const ended = (await site.run('orphans', 'terminate', '--all', '--yes', '-o', 'json')).json() as readonly OrphanJson[];
    expect(ended.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect((await site.run('requests', 'wait', ended[0]!.requestId!, '--timeout', '110')).code).toBe(EXIT.ok);
    expect(await orphanIds()).toEqual([]);
  });
});

describe.each(['adopt', 'terminate'])('orphans %s', { tags: ['recovery.orphans', 'simulated'] }, (word) => {
  it('asks on a terminal, and does nothing without a yes', { timeout: HANG_MS }, async () => {
    const { copies } = await siteWithOrphans(1);
    const answer = (text: string): ReturnType<typeof recordIo> => recordIo(async () => text);
    const words = ['orphans', word, '--all', '--config', site.directory];
    expect(await runCommand(words, {}, answer('n'))).toMatchObject({ code: EXIT.usage, out: '' });
    const { code, err } = await site.run('orphans', word, '--all');
    expect(code).toBe(EXIT.usage);
    expect(err).toMatch(/1 machine .*say --yes.*\[usage-not-confirmed\]/);
    expect(await orphanIds()).toEqual(copies);
    expect((await runCommand(words, {}, answer('yes'))).code).toBe(EXIT.ok);
  });

  it('refuses a machine that is no orphan, and does nothing with the others', { timeout: HANG_MS }, async () => {
    const { machineId, copies } = await siteWithOrphans(1);
    const known = await site.run('orphans', word, ...copies, machineId, '--yes');
    expect(known.code).toBe(REMEDY_EXIT_CODES['fix-template']);
    expect(known.err).toMatch(new RegExp(`"${machineId}" is no orphan: it belongs to request req-.*\\[orphan-unknown\\]`));
    const unknown = await site.run('orphans', word, `${copies[0]!.slice(0, -1)}x`, '--yes');
    expect(unknown.err).toContain(`did you mean "${copies[0]}"?`);
    expect(await orphanIds()).toEqual(copies);
  });

  it('says what it would do, and does nothing', { timeout: HANG_MS }, async () => {
    const { copies } = await siteWithOrphans(1);
    const { code, out } = await site.run('orphans', word, '--all', '--dry-run');
    expect([code, out]).toEqual([EXIT.ok, expect.stringContaining('(dry run)')]);
    expect(out).toContain(copies[0]);
    expect(await orphanIds()).toEqual(copies);
  });

  it('wants to know which', { timeout: HANG_MS }, async () => {
    site = await makeTestSite();
    expect((await site.run('orphans', word)).code).toBe(EXIT.usage);
    expect((await site.run('orphans', word, 'i-1', '--all')).code).toBe(EXIT.usage);
    await launch();
    const { code, err } = await site.run('orphans', word, '--all', '--yes');
    expect([code, err]).toEqual([EXIT.ok, expect.stringContaining('no orphans')]);
  });
});

describe('providers release-vanished', { timeout: HANG_MS, tags: ['recovery.held-verdict', 'simulated'] }, () => {
  it('lets go of verdicts that are held, once it is confirmed', async () => {
    site = await makeTestSite();
    // Where the cloud's word that a machine is not there is final, nothing is held.
    const file = join(site.directory, 'hostwright.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('bootTimeMs: 50', 'bootTimeMs: 50\n      visibilityHorizonMs: 10'));
    const many = await site.run('machines', 'request', 'small', '12', '--wait', '--timeout', '110');
    expect(many.code).toBe(EXIT.ok);
    const cloud = openMockCloud({ file: join(site.directory, 'mock-cloud.db') });
    for (const { id } of cloud.machines()) cloud.vanish(id);
    cloud.close();
    let held = '';
    for (let tries = 0; tries < 60 && !held.startsWith('12'); tries += 1) {
      await launch();
      held = (await site.run('providers', 'release-vanished', 'mock', '--dry-run')).out;
    }
    expect(held).toMatch(/^12 machines would be taken for gone/);
    expect((await site.run('providers', 'release-vanished', 'mock')).code).toBe(EXIT.usage);
    const { code, out } = await site.run('providers', 'release-vanished', 'mock', '--yes');
    expect([code, out]).toEqual([EXIT.ok, expect.stringMatching(/^12 machines of mock taken for gone/)]);
    const again = await site.run('providers', 'release-vanished', 'mock', '--yes');
    expect([again.code, again.err]).toEqual([EXIT.ok, expect.stringContaining('No verdict is held')]);
  });

  it('names the nearest connection', async () => {
    site = await makeTestSite();
    expect((await site.run('providers', 'release-vanished', 'mok')).err).toContain('did you mean "mock"?');
  });
});
