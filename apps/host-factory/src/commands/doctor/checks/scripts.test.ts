import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTestSite, PROGRAM, runCommand, type TestSite } from '../../../testing/command-line.js';
import { temporaryFolder } from '../../../testing/temporary-folder.js';
import { lookAt } from '../testing/look-at.js';
import { scripts } from './scripts.js';

interface Installed extends TestSite {
  readonly folder: string;
}

async function withScripts(): Promise<Installed> {
  const site = await makeTestSite();
  const folder = join(site.directory, 'scripts');
  const { code, err } = await runCommand(['scripts', 'install', folder, '--dialect', 'symphony', '--config', site.directory]);
  expect([code, err]).toEqual([0, expect.anything()]);
  return { ...site, folder };
}

function change(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

describe('scripts', { tags: ['cli.doctor', 'real'] }, () => {
  it('need not be there, and are well as they were installed', async () => {
    expect(await lookAt(scripts, { config: (await makeTestSite()).directory })).toMatchObject([
      { status: 'ok', message: expect.stringContaining('none') as string },
    ]);
    const site = await withScripts();
    expect(await lookAt(scripts, { config: site.directory })).toMatchObject([{ status: 'ok', message: `${site.folder} (symphony)` }]);
  });

  it.each<[string, (folder: string) => void, string, RegExp, RegExp]>([
    [
      'one is missing',
      (folder) => rmSync(join(folder, 'getRequestStatus.sh')),
      'wrong',
      /missing: .*getRequestStatus/,
      /^host-factory scripts install .*--dialect symphony --config /,
    ],
    ['one may not be run', (folder) => chmodSync(join(folder, 'getRequestStatus.sh'), 0o644), 'wrong', /may not be run/, /^chmod a\+rx /],
    [
      'one was changed',
      (folder) => change(join(folder, 'getRequestStatus.sh'), 'umask 077', 'umask 022'),
      'note',
      /another version, or changed by hand/,
      /scripts install/,
    ],
    [
      'the program is gone',
      (folder) => change(join(folder, 'requestMachines.sh'), PROGRAM.programPath, '/nowhere/bin.js'),
      'wrong',
      /call \/nowhere\/bin\.js, which is not there/,
      /scripts install/,
    ],
    [
      'their Node is gone',
      (folder) => change(join(folder, 'requestMachines.sh'), PROGRAM.nodePath, '/nowhere/node'),
      'note',
      /run \/nowhere\/node, which is not there/,
      /scripts install/,
    ],
  ])('are told of when %s, and the command installs them anew', async (_, spoil, status, message, mend) => {
    const site = await withScripts();
    spoil(site.folder);
    const [found] = await lookAt(scripts, { config: site.directory });
    expect(found).toMatchObject({ status, message: expect.stringMatching(message) as string, mend: expect.stringMatching(mend) as string });
  });

  it('are found where the registry of Host Factory points', async () => {
    const site = await makeTestSite();
    const [hf, folder] = [temporaryFolder(), join(temporaryFolder(), "it's here")];
    await runCommand(['scripts', 'install', folder, '--dialect', 'symphony', '--config', site.directory]);
    mkdirSync(join(hf, 'providerplugins'), { recursive: true });
    writeFileSync(join(hf, 'providerplugins', 'hostProviderPlugins.json'), readFileSync(join(folder, 'hostProviderPlugins.json')));
    expect(await lookAt(scripts, { config: site.directory, environment: { HF_CONFDIR: hf } })).toMatchObject([
      { status: 'ok', message: `${folder} (symphony)` },
    ]);
    rmSync(join(folder, 'requestMachines.sh'));
    expect(await lookAt(scripts, { config: site.directory, environment: { HF_CONFDIR: hf } })).toMatchObject([
      { status: 'ok', message: expect.stringContaining('none') as string },
    ]);
  });

  it('of LSF are found beside its registry', async () => {
    const site = await makeTestSite();
    const [lsf, folder] = [temporaryFolder(), temporaryFolder()];
    await runCommand(['scripts', 'install', folder, '--dialect', 'lsf', '--config', site.directory]);
    mkdirSync(join(lsf, 'inst'));
    writeFileSync(join(lsf, 'hostProviders.json'), readFileSync(join(folder, 'hostProviders.json')));
    const [found] = await lookAt(scripts, { config: site.directory, environment: { PRO_CONF_DIR: join(lsf, 'inst') } });
    expect(found).toMatchObject({ status: 'ok', message: `${join(folder, 'scripts')} (lsf)` });
  });
});
