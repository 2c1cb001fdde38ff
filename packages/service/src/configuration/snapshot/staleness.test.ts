import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installPlugin } from '../testing/plugin-folder.js';
import { SiteFolder, template } from '../testing/site-folder.js';
import type { Variables } from '../site/types.js';
import { SNAPSHOT_FILE_NAME } from './snapshot.js';

let site: SiteFolder;
let snapshotFile: string;
beforeEach(() => {
  site = new SiteFolder();
  snapshotFile = join(site.workDirectory, SNAPSHOT_FILE_NAME);
});
afterEach(() => site.remove());

/** Puts a mark into the snapshot: whoever answers with it has not read the files. */
function markSnapshot(): void {
  const text = readFileSync(snapshotFile, 'utf8');
  expect(text).toContain('"level":"info"');
  writeFileSync(snapshotFile, text.replace('"level":"info"', '"level":"debug"'));
}

async function usesSnapshot(environment: Variables = ENVIRONMENT): Promise<boolean> {
  return (await site.load(environment)).log.level === 'debug';
}

const ENVIRONMENT: Variables = { ENDPOINT: 'https://cloud', OTHER: '1' };

async function prepare(): Promise<void> {
  site.write('hostwright.json', {
    version: 1,
    connections: [{ name: 'main', provider: 'tin', settings: { endpoint: '${ENDPOINT}', token: '${TOKEN:-none}' } }],
  });
  site.write('templates.json', [template('a', { userDataScript: 'boot.sh' })]);
  site.write('boot.sh', 'true');
  await site.load(ENVIRONMENT);
  markSnapshot();
  expect(await usesSnapshot()).toBe(true);
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

describe('the snapshot of a configuration', { tags: ['configuration.snapshot', 'real'] }, () => {
  it.each<[string, () => void]>([
    ['the configuration file is touched', () => utimesSync(site.path('hostwright.json'), new Date(), new Date())],
    ['the configuration file is edited', () => edit(site.path('hostwright.json'), (text) => `${text} `)],
    ['the configuration file is replaced by an equal one', () => replace(site.path('hostwright.json'))],
    ['a template file is touched', () => utimesSync(site.path('templates.json'), new Date(), new Date())],
    ['a template file is edited to the same length', () => edit(site.path('templates.json'), (text) => text.replace('10', '20'))],
    ['a template file is added', () => void site.write('more-templates.json', [])],
    ['a template file is renamed', () => renameSync(site.path('templates.json'), site.path('x-templates.json'))],
    ['a template file is removed', () => rmSync(site.path('templates.json'))],
    ['a user data script is edited', () => edit(site.path('boot.sh'), () => 'false')],
    ['a user data script is removed', () => rmSync(site.path('boot.sh'))],
    ['another version of the plugin is installed', () => installPlugin(site.programDirectory, 'tin', { version: '1.0.1' })],
    [
      'the plugin’s program is replaced',
      () => edit(join(site.programDirectory, 'node_modules/provider-tin/index.js'), (text) => `${text}//`),
    ],
    ['a plugin is uninstalled', () => rmSync(join(site.programDirectory, 'node_modules/provider-zinc'), { recursive: true })],
    ['the program’s dependencies change', () => edit(join(site.programDirectory, 'package.json'), (text) => `${text} `)],
    ['the snapshot has another form', () => edit(snapshotFile, (text) => text.replace(/"form":\d+/, '"form":0'))],
    ['the snapshot is cut off', () => edit(snapshotFile, (text) => text.slice(0, -10))],
    ['the snapshot is empty', () => writeFileSync(snapshotFile, '')],
    ['the snapshot is null', () => writeFileSync(snapshotFile, 'null')],
    ['the snapshot is a folder', () => (rmSync(snapshotFile), mkdirSync(snapshotFile))],
  ])('is not used when %s', async (_what, change) => {
    await prepare();
    change();
    expect(await usesSnapshot()).toBe(false);
  });

  it.each<[string, Variables]>([
    ['has another value', { ENDPOINT: 'https://other' }],
    ['is set where a default was used', { ...ENVIRONMENT, TOKEN: 'x' }],
  ])('is not used when a variable %s', async (_what, environment) => {
    await prepare();
    expect(await usesSnapshot(environment)).toBe(false);
  });

  it('is not used when a variable is missing: the configuration is refused as before', async () => {
    await prepare();
    await expect(site.load({})).rejects.toThrow(/connections\[0\]\.settings\.endpoint: the environment variable ENDPOINT is not set/);
  });

  it.each<[string, () => void, Variables]>([
    ['nothing happens', () => undefined, ENVIRONMENT],
    ['a variable changes that is not used', () => undefined, { ...ENVIRONMENT, OTHER: '2' }],
    ['a file is added that no pattern matches', () => void site.write('notes.txt', 'x'), ENVIRONMENT],
    ['a database comes and goes in the folder', () => (site.write('cloud.db-wal', 'x'), rmSync(site.path('cloud.db-wal'))), ENVIRONMENT],
  ])('is used when %s', async (_what, change, environment) => {
    await prepare();
    change();
    expect(await usesSnapshot(environment)).toBe(true);
  });

  it('notices an edit that hides in the coarse time stamps of a file system', async () => {
    await prepare();
    const path = site.write('templates.json', [template('a', { maxNumber: 30 })]);
    await site.load(ENVIRONMENT);
    // What a second write within one tick looks like: the recorded look of the file is that of the second.
    const before = statSync(path);
    writeFileSync(path, readFileSync(path, 'utf8').replace('30', '40'));
    utimesSync(path, before.atimeMs / 1000, before.mtimeMs / 1000);
    const { size, mtimeMs, ctimeMs, ino } = statSync(path);
    const kept = JSON.parse(readFileSync(snapshotFile, 'utf8')) as { fingerprint: { files: { path: string; stats: number[] }[] } };
    const mark = kept.fingerprint.files.find((file) => file.path === path);
    if (mark !== undefined) mark.stats = [size, mtimeMs, ctimeMs, ino];
    writeFileSync(snapshotFile, JSON.stringify(kept));
    expect((await site.load(ENVIRONMENT)).templates[0]?.maxNumber).toBe(40);
  });

  it('gives the same answer as the files', async () => {
    site.configure({ timing: { sweepIntervalMs: 10_000 }, hostFactory: { waitMs: 1_000 } });
    site.write('tinprov_templates.json', { templates: [{ templateId: 'v', maxNumber: 3, vmType: 'small', imageId: 'ami-1' }] });
    site.write('templates.json', [template('a', { userData: 'x', attributes: { ncpus: 4 } }), template('bad', { machineType: 'huge' })]);
    const fromFiles = await site.load();
    expect(JSON.parse(JSON.stringify(await site.load()))).toEqual(JSON.parse(JSON.stringify(fromFiles)));
    expect(fromFiles.templates).toHaveLength(2);
    expect(fromFiles.ignoredKeys).toHaveLength(1);
    expect(fromFiles.templateProblems).toHaveLength(1);
  });

  it('is the owner’s alone, and holds neither settings nor values of variables', async () => {
    site.write('hostwright.json', {
      version: 1,
      connections: [{ name: 'main', provider: 'tin', settings: { endpoint: 'canary-endpoint', token: '${TOKEN}' } }],
    });
    await site.load({ TOKEN: 'canary-token' });
    expect(statSync(snapshotFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(snapshotFile, 'utf8')).not.toContain('canary');
  });

  it('may be missing where the work directory cannot be written', async () => {
    site.configure();
    site.write('templates.json', [template('a')]);
    rmSync(site.workDirectory, { recursive: true });
    expect((await site.load()).templates).toHaveLength(1);
    expect((await site.load()).templates).toHaveLength(1);
  });
});

describe('the fingerprint of a configuration', { tags: ['configuration.snapshot', 'real'] }, () => {
  it('does not depend on how old its files were when they were read', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      site.configure();
      site.write('templates.json', [template('a')]);
      vi.setSystemTime(Date.now() + 60_000);
      const { fingerprint } = await site.load();
      rmSync(snapshotFile);
      vi.setSystemTime(Date.now() + 600_000);
      expect((await site.load()).fingerprint).toBe(fingerprint);
      vi.useRealTimers();
      rmSync(snapshotFile);
      expect((await site.load()).fingerprint).toBe(fingerprint);
    } finally {
      vi.useRealTimers();
    }
  });

  it('stays while nothing changes, and changes with a file', async () => {
    site.configure();
    site.write('templates.json', [template('a')]);
    const first = await site.load();
    expect((await site.load()).fingerprint).toBe(first.fingerprint);
    rmSync(snapshotFile);
    expect((await site.load()).fingerprint).toBe(first.fingerprint);
    site.write('templates.json', [template('a'), template('b')]);
    expect((await site.load()).fingerprint).not.toBe(first.fingerprint);
  });
});

describe('a snapshot of files that had just been written', () => {
  /** Whether any file is still compared by its content. */
  const comparesContent = (): boolean => readFileSync(snapshotFile, 'utf8').includes('"isYoung":true');

  afterEach(() => vi.useRealTimers());

  it('compares their content until their times can be trusted, and no longer', async () => {
    await prepare();
    expect(comparesContent()).toBe(true);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    expect(await usesSnapshot()).toBe(true);
    expect(comparesContent()).toBe(false);
    expect(await usesSnapshot()).toBe(true);
  });
});

function replace(path: string): void {
  writeFileSync(`${path}.new`, readFileSync(path));
  renameSync(`${path}.new`, path);
}
