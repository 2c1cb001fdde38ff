import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installPlugin, pluginCode } from '../testing/plugin-folder.js';
import { SiteFolder, template } from '../testing/site-folder.js';
import type { SiteConfiguration } from '../types.js';

let site: SiteFolder;
beforeEach(async () => {
  site = new SiteFolder();
  site.configure();
  site.write('a-templates.json', [template('a1'), template('a2', { userDataScript: 'boot.sh' })]);
  site.write('b-templates.yaml', 'templates:\n  - { templateId: b1, maxNumber: 1, machineType: small }\n');
  site.write('boot.sh', 'true');
  await site.load();
});
afterEach(() => site.remove());

/** Of the core utilities; Node has no call for it. */
const PIPE_MAKER = 'mkfifo';

function makePipe(path: string): void {
  execFileSync(PIPE_MAKER, [path]);
}

function ids({ templates }: SiteConfiguration): readonly string[] {
  return templates.map(({ templateId }) => templateId);
}

describe('a template file that cannot be read just now', { tags: ['configuration.templates-edited', 'real'] }, () => {
  it.each<[string, () => void, RegExp]>([
    ['is cut off', () => site.write('a-templates.json', '{"templates":[{"templateId":"a1"'), /is not JSON/],
    ['is empty', () => site.write('a-templates.json', ''), /is empty/],
    ['has no list', () => site.write('a-templates.json', '{}'), /has no list "templates"/],
    ['is a folder', () => (rmSync(site.path('a-templates.json')), mkdirSync(site.path('a-templates.json'))), /is a folder/],
    ['is a pipe', () => (rmSync(site.path('a-templates.json')), makePipe(site.path('a-templates.json'))), /no regular file/],
    ['is nested too deep', () => site.write('a-templates.json', '['.repeat(100_000)), /is not JSON/],
    ['is larger than 16 MiB', () => site.write('a-templates.json', ' '.repeat(16 * 1024 * 1024 + 1)), /larger than 16 MiB/],
  ])('is served as it last was when it %s', async (_what, damage, message) => {
    damage();
    const damaged = await site.load();
    expect(ids(damaged)).toEqual(['a1', 'a2', 'b1']);
    expect(damaged.templateProblems).toMatchObject([
      {
        file: site.path('a-templates.json'),
        templateId: undefined,
        servedFromLastGood: true,
        message: expect.stringMatching(message) as string,
      },
    ]);
    // Also a second time, when the last snapshot is that of the damage.
    expect(ids(await site.load())).toEqual(['a1', 'a2', 'b1']);
    rmSync(site.path('a-templates.json'), { recursive: true });
    site.write('a-templates.json', [template('a3')]);
    const mended = await site.load();
    expect(ids(mended)).toEqual(['a3', 'b1']);
    expect(mended.templateProblems).toEqual([]);
  });

  it('is reported where nothing good is known', async () => {
    site.write('c-templates.json', '[');
    const { templates, templateProblems } = await site.load();
    expect(templates).toHaveLength(3);
    expect(templateProblems).toMatchObject([{ file: site.path('c-templates.json'), servedFromLastGood: false }]);
  });

  it('takes no id from another file that has it now', async () => {
    site.write('a-templates.json', '');
    site.write('b-templates.yaml', 'templates:\n  - { templateId: a1, maxNumber: 77, machineType: small }\n');
    const { templates } = await site.load();
    expect(templates.map(({ templateId, maxNumber }) => [templateId, maxNumber])).toEqual([
      ['a2', 10],
      ['a1', 77],
    ]);
  });

  it('is served no longer when its connection has another provider now', async () => {
    site.configure({ connections: [{ name: 'main', provider: 'zinc' }] });
    site.write('a-templates.json', '');
    expect(ids(await site.load())).toEqual(['b1']);
  });

  it('is waited for when it is in the middle of being written', async () => {
    writeFileSync(site.path('a-templates.json'), '[');
    setTimeout(() => writeFileSync(site.path('a-templates.json'), JSON.stringify([template('a4')])), 20);
    const { templateProblems, ...configuration } = await site.load();
    expect(ids({ templateProblems, ...configuration })).toEqual(['a4', 'b1']);
    expect(templateProblems).toEqual([]);
  });

  it('is waited for when an editor is in the middle of replacing it', async () => {
    renameSync(site.path('a-templates.json'), site.path('a-templates.json~'));
    setTimeout(() => renameSync(site.path('a-templates.json~'), site.path('a-templates.json')), 20);
    expect(ids(await site.load())).toEqual(['a1', 'a2', 'b1']);
  });

  it('gives up its templates when it is removed', async () => {
    rmSync(site.path('a-templates.json'));
    expect(ids(await site.load())).toEqual(['b1']);
  });
});

describe('a user data script that cannot be read just now', () => {
  it('leaves its template as it last was', async () => {
    rmSync(site.path('boot.sh'));
    const { templates, templateProblems } = await site.load();
    expect(templates.find(({ templateId }) => templateId === 'a2')?.userData).toBe('true');
    expect(templateProblems).toMatchObject([{ templateId: 'a2', servedFromLastGood: true }]);
    site.write('boot.sh', 'false');
    expect((await site.load()).templates.find(({ templateId }) => templateId === 'a2')?.userData).toBe('false');
  });
});

describe('a plugin', () => {
  it.each<[string, () => void, RegExp]>([
    [
      'is not installed',
      () => rmSync(join(site.programDirectory, 'node_modules/provider-zinc'), { recursive: true }),
      /'zinc' is not installed/,
    ],
    [
      'throws at import',
      () => installPlugin(site.programDirectory, 'zinc', { version: '2.0.0', code: 'throw new Error("no licence")' }),
      /no licence/,
    ],
    ['exports nothing', () => installPlugin(site.programDirectory, 'zinc', { version: '2.0.0', code: 'export {}' }), /default export/],
    ['has another id', () => installPlugin(site.programDirectory, 'zinc', { version: '2.0.0', code: pluginCode('copper') }), /'copper'/],
  ])('that %s costs the templates of its own connections alone', async (_what, damage, message) => {
    damage();
    site.configure({
      connections: [
        { name: 'good', provider: 'tin' },
        { name: 'bad', provider: 'zinc' },
      ],
    });
    site.write('a-templates.json', [template('g', { connection: 'good' }), template('z', { connection: 'bad' })]);
    rmSync(site.path('b-templates.yaml'));
    const configuration = await site.load();
    expect(ids(configuration)).toEqual(['g']);
    expect(configuration.connections.map(({ name }) => name)).toEqual(['good', 'bad']);
    expect(configuration.templateProblems).toMatchObject([
      { templateId: 'z', message: expect.stringMatching(/its connection "bad" cannot be used/) as string },
    ]);
    expect(configuration.templateProblems[0]?.message).toMatch(message);
  });

  it('whose schema throws costs its own templates alone', async () => {
    const code = pluginCode('zinc').replace(
      'templateSchema: z.',
      'templateSchema: z.any().transform(() => { throw new Error("bug"); }), x: z.',
    );
    installPlugin(site.programDirectory, 'zinc', { version: '3.0.0', code });
    site.configure({
      connections: [
        { name: 'good', provider: 'tin' },
        { name: 'bad', provider: 'zinc' },
      ],
    });
    site.write('a-templates.json', [template('g', { connection: 'good' }), template('z', { connection: 'bad' })]);
    rmSync(site.path('b-templates.yaml'));
    const configuration = await site.load();
    expect(ids(configuration)).toEqual(['g']);
    expect(configuration.templateProblems).toMatchObject([{ templateId: 'z', message: expect.stringContaining('bug') as string }]);
  });

  it('that is installed later is found without another change', async () => {
    rmSync(join(site.programDirectory, 'node_modules/provider-zinc'), { recursive: true });
    site.configure({ connections: [{ name: 'main', provider: 'zinc' }] });
    expect(ids(await site.load())).toEqual([]);
    installPlugin(site.programDirectory, 'zinc');
    expect(ids(await site.load())).toEqual(['a1', 'a2', 'b1']);
  });
});
