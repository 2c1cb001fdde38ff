import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SPECIFICATION_VERSION } from '@hostwright/core/provider';
import { makeTestSite, PROGRAM, type TestSite } from '../../../testing/command-line.js';
import { temporaryFolder } from '../../../testing/temporary-folder.js';
import { lookAt } from '../testing/look-at.js';
import { plugins } from './plugins.js';

interface Plugin {
  readonly name: string;
  readonly providerId: string;
  readonly spec?: string;
  readonly core?: string;
  readonly ownCore?: string;
}

/** A folder in which plugins are installed, as npm would lay them out. */
function installed(...list: readonly Plugin[]): string {
  const folder = temporaryFolder();
  const write = (path: string, value: object): void => {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, 'package.json'), JSON.stringify(value));
  };
  write('.', { dependencies: Object.fromEntries(list.map(({ name }) => [name, '*'])) });
  for (const { name, providerId, spec = SPECIFICATION_VERSION, core, ownCore } of list) {
    const place = join('node_modules', name);
    const peers = core === undefined ? {} : { peerDependencies: { '@hostwright/core': core } };
    write(place, { name, version: '1.0.0', exports: './index.js', hostwright: { role: 'provider', providerId, spec }, ...peers });
    writeFileSync(join(folder, place, 'index.js'), 'export default {};');
    if (ownCore !== undefined) write(join(place, 'node_modules', '@hostwright', 'core'), { name: '@hostwright/core', version: ownCore });
  }
  return folder;
}

async function siteOn(directory: string, provider = 'mock', allow = ''): Promise<TestSite> {
  const site = await makeTestSite();
  const file = join(site.directory, 'hostwright.yaml');
  const text = readFileSync(file, 'utf8').replace(JSON.stringify(PROGRAM.packageDirectory), `${JSON.stringify(directory)}${allow}`);
  writeFileSync(file, text.replace('provider: mock', `provider: ${provider}`));
  return site;
}

describe('plugins', { timeout: 120_000, tags: ['cli.doctor', 'real'] }, () => {
  it('that load and accept their settings are well', async () => {
    expect(await lookAt(plugins, { config: (await makeTestSite()).directory })).toMatchObject([
      { status: 'ok', message: 'connection mock: mock' },
    ]);
  });

  it('that are not installed are told of with the command that installs them', async () => {
    const { directory } = await siteOn(installed(), 'elsewhere');
    const [found] = await lookAt(plugins, { config: directory });
    expect(found).toMatchObject({ status: 'wrong', message: expect.stringContaining("'elsewhere' is not installed") as string });
    expect(found?.mend).toMatch(/^npm --prefix .* install @hostwright\/provider-elsewhere$/);
  });

  it('that refuse their settings are told of with the command that names them', async () => {
    const { directory } = await makeTestSite();
    const file = join(directory, 'hostwright.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('bootTimeMs: 50', 'bootTimeMs: soon'));
    const [found] = await lookAt(plugins, { config: directory });
    expect(found).toMatchObject({
      status: 'wrong',
      message: expect.stringContaining('bootTimeMs') as string,
      mend: expect.stringMatching(/^host-factory config validate /) as string,
    });
  });

  it.each<[string, readonly Plugin[], string, RegExp, RegExp]>([
    ['of another specification', [{ name: 'p', providerId: 'p', spec: 'v9' }], '', /specification 'v9'/, /install p@latest/],
    [
      'that claim one provider',
      [
        { name: 'p', providerId: 'p' },
        { name: 'q', providerId: 'p' },
      ],
      '',
      /both claim/,
      /uninstall p/,
    ],
    [
      'that are not allowed',
      [{ name: 'p', providerId: 'p' }],
      '\n  allow: [{name: q}]',
      /permits q@\*, not p/,
      /"\$\{EDITOR:-vi\}" .*plugins\.allow/,
    ],
    [
      'that want another core',
      [{ name: 'p', providerId: 'p', core: '^98.0.0' }],
      '',
      /wants @hostwright\/core \^98\.0\.0/,
      /install p@latest/,
    ],
  ])('%s are told of', async (_, list, allow, message, mend) => {
    const { directory } = await siteOn(installed(...list), 'p', allow);
    expect(await lookAt(plugins, { config: directory })).toContainEqual(
      expect.objectContaining({
        status: 'wrong',
        message: expect.stringMatching(message) as string,
        mend: expect.stringMatching(mend) as string,
      }),
    );
  });

  it('that bring a second copy of core are noted: that works', async () => {
    const { directory } = await siteOn(installed({ name: 'p', providerId: 'p', core: '*', ownCore: '0.0.9' }), 'p');
    expect(await lookAt(plugins, { config: directory })).toContainEqual(
      expect.objectContaining({
        status: 'note',
        message: expect.stringContaining('0.0.9 beside') as string,
        mend: expect.stringMatching(/dedupe$/) as string,
      }),
    );
  });
});
