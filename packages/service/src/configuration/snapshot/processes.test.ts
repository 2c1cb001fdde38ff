import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildChild, runChild } from '../testing/run-child.js';
import { SiteFolder, template } from '../testing/site-folder.js';
import { readSnapshot, SNAPSHOT_FILE_NAME } from './snapshot.js';

const TIMEOUT_MS = 60_000;
let site: SiteFolder;
let program: string;

beforeAll(async () => {
  site = new SiteFolder();
  site.configure();
  site.write('templates.json', [template('a'), template('b')]);
  program = await buildChild(join(site.root, 'bundle'));
}, TIMEOUT_MS);
afterAll(() => site.remove());

describe('a process', { tags: ['configuration.cold-start', 'real'] }, () => {
  it('loads parsers and plugins only when there is no current snapshot', { timeout: TIMEOUT_MS }, async () => {
    const task = { directory: site.directory, programDirectory: site.programDirectory, times: 1 };
    const slow = await runChild(program, task);
    expect(slow).toMatchObject({ templateIds: ['a', 'b'], loadedParsers: true });
    expect(await runChild(program, task)).toEqual({ ...slow, loadedParsers: false });
  });
});

describe('a configuration folder that cannot be written', () => {
  it('keeps no record and no snapshot, and is read all the same', { timeout: TIMEOUT_MS }, async () => {
    const readOnly = new SiteFolder();
    try {
      readOnly.configure();
      readOnly.write('templates.json', [template('a')]);
      const folders = [readOnly.directory, readOnly.workDirectory];
      for (const folder of [site.root, readOnly.root]) chmodSync(folder, 0o755);
      for (const folder of folders) chmodSync(folder, 0o555);
      const task = { directory: readOnly.directory, programDirectory: readOnly.programDirectory, times: 2 };
      expect(await runChild(program, task, true)).toMatchObject({ deploymentIds: [null], templateIds: ['a'] });
      for (const folder of folders) chmodSync(folder, 0o755);
      expect(readdirSync(readOnly.directory).toSorted()).toEqual(['hostwright.json', 'templates.json', 'work']);
      expect(readdirSync(readOnly.workDirectory)).toEqual([]);
    } finally {
      readOnly.remove();
    }
  });
});

describe('processes that start at once on a new site', { tags: ['configuration.cold-start', 'real'] }, () => {
  it('agree on one deployment, see all templates, and leave one whole snapshot', { timeout: TIMEOUT_MS }, async () => {
    rmSync(site.path('deployment.json'));
    rmSync(join(site.workDirectory, SNAPSHOT_FILE_NAME), { force: true });
    const task = { directory: site.directory, programDirectory: site.programDirectory, times: 20 };
    const reports = await Promise.all(Array.from({ length: 4 }, () => runChild(program, task)));
    expect(new Set(reports.flatMap(({ deploymentIds }) => deploymentIds)).size).toBe(1);
    expect(reports.map(({ templateIds }) => templateIds)).toEqual(Array.from({ length: 4 }, () => ['a', 'b']));
    expect(readSnapshot(site.workDirectory)?.files).toMatchObject([{ templates: [{ templateId: 'a' }, { templateId: 'b' }] }]);
    expect(readdirSync(site.workDirectory)).toEqual([SNAPSHOT_FILE_NAME]);
    expect(readdirSync(site.directory).toSorted()).toEqual(['deployment.json', 'hostwright.json', 'templates.json', 'work']);
  });
});
