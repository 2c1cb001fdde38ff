import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runCommand } from '../../../src/testing/command-line.js';
import { recordIo } from '../../../src/testing/recorded-io.js';
import { typedTerminal } from '../../../src/testing/typed-terminal.js';
import { edit, type Observations, printed, type Stage, templateFile } from './stage.js';

/** Initializes a folder, and answers the text of its configuration. */
async function initialized(stage: Stage, ...words: readonly string[]): Promise<string> {
  const directory = join(stage.folder(), 'conf');
  const { code, err } = await runCommand(['init', directory, '--provider', 'mock', '--non-interactive', ...words]);
  expect([code, err]).toEqual([0, expect.stringContaining('doctor')]);
  return readFileSync(join(directory, 'hostwright.yaml'), 'utf8') + readFileSync(join(directory, 'templates.json'), 'utf8');
}

async function installed(stage: Stage, ...words: readonly string[]): Promise<string> {
  const folder = join(stage.folder(), 'scripts');
  const dialect = words.includes('--dialect') ? [] : ['--dialect', 'lsf'];
  const { code, err } = await runCommand(['scripts', 'install', folder, ...dialect, ...words]);
  expect([code, err]).toEqual([0, '']);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => `${name}\n${readFileSync(join(parentPath, name), 'utf8')}`).join('\n');
}

const SMALL = { templateId: 'mine', maxNumber: 3, machineType: 'mock.small' };
/** With a tag of which nothing can be made. */
const ODD = { ...SMALL, templateId: 'odd', instanceTags: 'aws:x=1;b=2' };

/** Flags of the commands that write files of a site, or look into them. */
export const SITE_FILES: Observations = {
  'init --provider': async (stage) => {
    const directory = join(stage.folder(), 'conf');
    expect(await runCommand(['init', directory, '--non-interactive'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--provider') as string,
    });
    expect(await initialized(stage)).toContain('provider: mock');
  },
  'init --name': async (stage) => expect(await initialized(stage, '--name', 'east')).toContain('name: "east"'),
  'init --set': async (stage) => expect(await initialized(stage, '--set', 'region=mock-2')).toContain('region: "mock-2"'),
  'init --dialect': async (stage) => {
    expect(await initialized(stage, '--dialect', 'lsf')).toContain('hostAttribute');
    expect(await initialized(stage, '--dialect', 'symphony')).not.toContain('hostAttribute');
  },
  'init --templates': async (stage) => {
    expect(await initialized(stage)).toContain('"templateId": "spot"');
    expect(await initialized(stage, '--templates', 'small')).not.toContain('"templateId": "spot"');
  },
  'init --non-interactive': async (stage) => {
    const terminal = typedTerminal([[/Which cloud/, '\u0003']]);
    const words = ['init', join(stage.folder(), 'conf')];
    expect(await runCommand(words, {}, { ...recordIo(), terminal })).toMatchObject({ code: 130 });
    const silent = typedTerminal([]);
    expect(await runCommand([...words, '--non-interactive'], {}, { ...recordIo(), terminal: silent })).toMatchObject({ code: 2 });
    expect(silent.raw()).toBe('');
  },
  'init --dry-run': async (stage) => {
    const folder = stage.folder();
    const { out } = await runCommand(['init', join(folder, 'conf'), '--provider', 'mock', '--non-interactive', '--dry-run']);
    expect([out, readdirSync(folder)]).toEqual([expect.stringContaining('version: 1'), []]);
  },
  'scripts install --dialect': async (stage) => {
    expect(await installed(stage, '--dialect', 'symphony')).toContain('hostProviderPlugins.json');
    expect(await installed(stage, '--dialect', 'lsf')).not.toContain('hostProviderPlugins.json');
  },
  'scripts install --config': async (stage) => {
    const { directory } = await stage.usual();
    expect(await installed(stage)).not.toContain(directory);
    expect(await installed(stage, '--config', directory)).toContain(directory);
  },
  'scripts install --name': async (stage) => expect(await installed(stage, '--name', 'awsinst')).toContain('"awsinst"'),
  'scripts install --type': async (stage) => {
    expect(await installed(stage)).toContain('"awsProv"');
    expect(await installed(stage, '--type', 'azureProv')).toContain('"azureProv"');
  },
  'scripts install --force': async (stage) => {
    const folder = stage.folder();
    const words = ['scripts', 'install', folder, '--dialect', 'symphony'];
    writeFileSync(join(folder, 'requestMachines.sh'), 'theirs');
    expect(await runCommand(words)).toMatchObject({ code: 4, err: expect.stringContaining('--force') as string });
    expect(readFileSync(join(folder, 'requestMachines.sh'), 'utf8')).toBe('theirs');
    expect(await runCommand([...words, '--force'])).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'requestMachines.sh'), 'utf8')).toMatch(/^#!/);
  },
  'scripts install --dry-run': async (stage) => {
    const folder = stage.folder();
    const { out } = await runCommand(['scripts', 'install', folder, '--dialect', 'symphony', '--dry-run']);
    expect([out, readdirSync(folder)]).toEqual([expect.stringContaining('requestMachines.sh'), []]);
  },
  'config show --origin': async (stage) => {
    const site = await stage.usual();
    expect(await printed(site, 'config show')).not.toMatch(/hostwright\.yaml:\d+/);
    expect(await printed(site, 'config show --origin')).toMatch(/hostwright\.yaml:\d+/);
  },
  'templates validate --strict': async (stage) => {
    const file = templateFile(stage.folder(), 'templates.json', [ODD]);
    const loose = await runCommand(['templates', 'validate', file]);
    const strict = await runCommand(['templates', 'validate', file, '--strict']);
    expect([loose.code, strict.code, strict.out]).toEqual([0, 3, expect.stringContaining('aws:x')]);
  },
  'templates validate --online': async (stage) => {
    const { directory } = await stage.usual();
    const file = templateFile(stage.folder(), 'templates.json', [{ ...SMALL, imageId: 'mock-none' }]);
    const words = ['templates', 'validate', file, '--config', directory];
    const [offline, online] = [await runCommand(words), await runCommand([...words, '--online'])];
    expect([offline.code, online.code, online.out]).toEqual([0, 3, expect.stringContaining('mock-none')]);
  },
  'templates import --into': async (stage) => {
    const folder = stage.folder();
    const site = await stage.usual();
    const file = templateFile(folder, 'vendor.json', [SMALL]);
    const into = join(folder, 'ours.json');
    expect(await printed(site, `templates import ${file}`)).toContain('mine');
    expect(existsSync(into)).toBe(false);
    await printed(site, `templates import ${file} --into ${into}`);
    expect(readFileSync(into, 'utf8')).toContain('"mine"');
  },
  'templates import --replace': async (stage) => {
    const folder = stage.folder();
    const site = await stage.usual();
    const into = templateFile(folder, 'ours.json', [SMALL]);
    const file = templateFile(folder, 'vendor.json', [{ ...SMALL, maxNumber: 7 }]);
    const line = `templates import ${file} --into ${into}`;
    expect((await site.run(line.split(' '))).code).not.toBe(0);
    expect(readFileSync(into, 'utf8')).toMatch(/"maxNumber": ?3/);
    await printed(site, `${line} --replace`);
    expect(readFileSync(into, 'utf8')).toMatch(/"maxNumber": ?7/);
  },
  'templates import --dry-run': async (stage) => {
    const folder = stage.folder();
    const site = await stage.usual();
    const file = templateFile(folder, 'vendor.json', [SMALL]);
    expect(await printed(site, `templates import ${file} --into ${folder}/ours.json --dry-run`)).toContain('mine');
    expect(existsSync(join(folder, 'ours.json'))).toBe(false);
  },
  'templates import --format': async (stage) => {
    const folder = stage.folder();
    const file = templateFile(folder, 'vendor.json', [{ ...SMALL, vmType: 'mock.large' }]);
    const site = await stage.usual();
    const results = await Promise.all(
      ['hostwright', 'symphony', 'orb'].map((form) => site.run(['templates', 'import', file, '--format', form])),
    );
    expect(new Set(results.map(({ out, err }) => out + err)).size).toBeGreaterThan(1);
  },
  'templates import --connection': async (stage) => {
    const file = templateFile(stage.folder(), 'vendor.json', [SMALL]);
    const site = await stage.fresh();
    edit(
      site,
      /^connections:\n/m,
      'connections:\n  - name: east\n    provider: mock\n    settings: {cloudFile: "${CONFIG_DIR}/east.db"}\n',
    );
    expect(await printed(site, `templates import ${file} --connection mock`)).toMatch(/connection: mock/);
    expect(await printed(site, `templates import ${file} --connection east`)).toMatch(/connection: east/);
  },
};
