import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTestSite, type TestSite } from '../../../testing/command-line.js';
import { temporaryFolder } from '../../../testing/temporary-folder.js';
import { lookAt } from '../testing/look-at.js';
import { configuration } from './configuration.js';
import { credentials } from './credentials.js';
import { permissions } from './permissions.js';
import { reachability } from './reachability.js';
import { templates } from './templates.js';

/** The configuration names the wrong thing: nothing may be written there. */
const EDIT = /^"\$\{EDITOR:-vi\}" .*hostwright\.yaml'? {2}# name the file of the secret/;

async function siteSaying(setting: string): Promise<TestSite> {
  const site = await makeTestSite();
  const file = join(site.directory, 'hostwright.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^( +)cloudFile: .*$/m, `$&\n$1${setting}`));
  return site;
}

describe('the configuration', { tags: ['cli.doctor', 'real'] }, () => {
  it('is well when it can be used', async () => {
    const { directory } = await makeTestSite();
    expect(await lookAt(configuration, { config: directory })).toMatchObject([
      { status: 'ok', message: join(directory, 'hostwright.yaml') },
    ]);
  });

  it.each([
    ['none that can be parsed', 'version: ['],
    ['without what it refers to', 'version: 1\nworkDirectory: "${NOT_SET}"\nconnections: []\n'],
    ['with a key that nobody knows', 'version: 1\nconections: []\n'],
  ])('%s is told of, with the command that names every fault', async (_, text) => {
    const { directory } = await makeTestSite();
    writeFileSync(join(directory, 'hostwright.yaml'), text);
    const [found] = await lookAt(configuration, { config: directory });
    expect(found).toMatchObject({ status: 'wrong', mend: expect.stringMatching(/^host-factory config validate /) as string });
  });

  it('is told with the keys in it that mean nothing here', async () => {
    const { directory } = await makeTestSite();
    const file = join(directory, 'templates.json');
    const template = { templateId: 'odd', maxNumber: 3, machineType: 'mock.small', instanceTags: 'aws:x=1;b=2' };
    writeFileSync(file, JSON.stringify({ templates: [template, { ...template, templateId: 'odd-2' }] }));
    expect(await lookAt(configuration, { config: directory })).toMatchObject([
      { status: 'ok' },
      {
        status: 'note',
        message: `${file}: ignored, for it means nothing here: instanceTags.aws:x`,
        mend: expect.stringMatching(/^host-factory templates validate .*templates\.json/) as string,
      },
    ]);
  });

  it('that is not there is made', async () => {
    const nowhere = join(temporaryFolder(), 'nowhere');
    const [found] = await lookAt(configuration, { config: nowhere });
    expect(found).toMatchObject({ status: 'wrong', mend: expect.stringMatching(/^host-factory init .*nowhere/) as string });
  });

  it('that nobody names is asked for', async () => {
    const [found] = await lookAt(configuration);
    expect(found).toMatchObject({ status: 'wrong', mend: expect.stringMatching(/^host-factory init .*--config/) as string });
  });
});

describe('permissions of the configuration', { tags: ['cli.doctor', 'real'] }, () => {
  it('are well for a new one, and where a secret is only referred to', async () => {
    expect(await lookAt(permissions, { config: (await makeTestSite()).directory })).toMatchObject([{ status: 'ok' }]);
    const { directory } = await siteSaying('accessKey: env:CLOUD_KEY');
    chmodSync(join(directory, 'hostwright.yaml'), 0o644);
    expect(await lookAt(permissions, { config: directory })).toMatchObject([{ status: 'ok' }]);
  });

  it('that let everybody change it are told of', async () => {
    const { directory } = await makeTestSite();
    chmodSync(join(directory, 'templates.json'), 0o666);
    const [found] = await lookAt(permissions, { config: directory });
    expect(found).toMatchObject({
      status: 'wrong',
      message: expect.stringMatching(/everybody may change .*templates\.json \(mode 666\)/) as string,
    });
    expect(found?.mend).toMatch(/^chmod o-w .*templates\.json'$/);
  });

  it('that let others read a secret in it are told of, without the secret', async () => {
    const { directory } = await siteSaying('accessKey: canary-of-many-letters');
    chmodSync(join(directory, 'hostwright.yaml'), 0o644);
    const [found] = await lookAt(permissions, { config: directory });
    expect(found).toMatchObject({
      status: 'wrong',
      message: expect.stringMatching(/holds secrets .*accessKey/) as string,
      mend: expect.stringMatching(/^chmod 600 /) as string,
    });
    expect(JSON.stringify(found)).not.toContain('canary');
    chmodSync(join(directory, 'hostwright.yaml'), 0o600);
    expect(await lookAt(permissions, { config: directory })).toMatchObject([{ status: 'ok' }]);
  });

  it('cannot be told of a link to nothing', async () => {
    const { directory } = await makeTestSite();
    symlinkSync('/nowhere', join(directory, 'old-templates.json'));
    expect(await lookAt(permissions, { config: directory })).toMatchObject([
      { status: 'wrong', mend: expect.stringMatching(/^rm /) as string },
    ]);
  });
});

describe('credentials', { tags: ['cli.doctor', 'real'] }, () => {
  it('need not be there', async () => {
    expect(await lookAt(credentials, { config: (await makeTestSite()).directory })).toMatchObject([{ status: 'ok' }]);
  });

  it('in a variable must be set; they are not printed', async () => {
    const { directory } = await siteSaying('accessKey: env:CLOUD_KEY');
    const set = await lookAt(credentials, { config: directory, environment: { CLOUD_KEY: 'canary-value' } });
    expect(set).toMatchObject([{ status: 'ok', message: expect.stringMatching(/accessKey: env:CLOUD_KEY$/) as string }]);
    expect(JSON.stringify(set)).not.toContain('canary');
    const [missing] = await lookAt(credentials, { config: directory });
    expect(missing).toMatchObject({ status: 'wrong', mend: expect.stringMatching(/^read -rs CLOUD_KEY && export CLOUD_KEY/) as string });
  });

  it.each<[string, (file: string) => void, RegExp, RegExp]>([
    ['not there', () => undefined, /does not exist/, /^install -m 600 \/dev\/stdin /],
    ['empty', (file) => writeFileSync(file, '', { mode: 0o600 }), /is empty/, /^install -m 600 /],
    ['4 GB large', (file) => void [writeFileSync(file, '', { mode: 0o600 }), truncateSync(file, 4 * 1024 ** 3)], /EFBIG/, EDIT],
    ['a device', (file) => symlinkSync('/dev/zero', file), /zero|key/, EDIT],
    ['a folder', (file) => mkdirSync(file, { mode: 0o700 }), /EISDIR/, EDIT],
    ['a pipe', (file) => void spawnSync('/bin/sh', ['-c', 'umask 077; mkfifo "$1"', 'sh', file]), /EFTYPE/, EDIT],
    ['for others to read', (file) => void [writeFileSync(file, 'canary'), chmodSync(file, 0o644)], /mode 644/, /^chmod 600 /],
  ])('in a file that is %s are told of', async (_, make, message, mend) => {
    const { directory } = await siteSaying('accessKey: file:key');
    make(join(directory, 'key'));
    const [found] = await lookAt(credentials, { config: directory });
    expect(found).toMatchObject({
      status: 'wrong',
      message: expect.stringMatching(message) as string,
      mend: expect.stringMatching(mend) as string,
    });
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it('in a file of the provider’s own must be nobody else’s to read', async () => {
    const { directory } = await siteSaying('credentialFile: ./cloud.json');
    const file = join(directory, 'cloud.json');
    writeFileSync(file, '{}');
    chmodSync(file, 0o644);
    expect(await lookAt(credentials, { config: directory })).toMatchObject([
      {
        status: 'wrong',
        message: expect.stringContaining('holds credentials') as string,
        mend: expect.stringMatching(/^chmod 600 /) as string,
      },
    ]);
    chmodSync(file, 0o600);
    expect(await lookAt(credentials, { config: directory })).toMatchObject([{ status: 'ok' }]);
  });

  it('are looked for also where the configuration cannot be used', async () => {
    const { directory } = await makeTestSite();
    writeFileSync(join(directory, 'hostwright.yaml'), 'connections: [\n key: env:CLOUD_KEY\n');
    expect(await lookAt(credentials, { config: directory })).toMatchObject([
      { status: 'wrong', message: expect.stringContaining('env:CLOUD_KEY') as string },
    ]);
  });
});

describe('templates', { tags: ['cli.doctor', 'real'] }, () => {
  it('that cannot be used are told of, each with its file', async () => {
    const { directory } = await makeTestSite();
    const file = join(directory, 'more-templates.json');
    writeFileSync(file, '{"templates":[{"templateId":"x"}]}');
    const [usable, broken] = await lookAt(templates, { config: directory });
    expect(usable).toMatchObject({ status: 'ok' });
    expect(broken).toMatchObject({
      status: 'wrong',
      message: expect.stringContaining(file) as string,
      mend: expect.stringMatching(/^host-factory templates validate /) as string,
    });
  });

  it('must be there', async () => {
    const { directory } = await makeTestSite();
    writeFileSync(join(directory, 'templates.json'), '{"templates":[]}');
    expect(await lookAt(templates, { config: directory })).toContainEqual(
      expect.objectContaining({ status: 'wrong', message: 'none can be used' }),
    );
  });
});

describe('reachability', { timeout: 120_000, tags: ['cli.doctor', 'real'] }, () => {
  it('is not tried without --online, and the cloud is not touched', async () => {
    const { directory } = await siteSaying('accessKey: env:NOT_SET');
    expect(await lookAt(reachability, { config: directory })).toMatchObject([
      { status: 'ok', message: expect.stringContaining('--online') as string },
    ]);
  });

  it('shows whom the cloud takes us for', async () => {
    const { directory } = await makeTestSite();
    expect(await lookAt(reachability, { config: directory, online: true })).toMatchObject([
      { status: 'ok', message: expect.stringMatching(/mock: account .*region/) as string },
    ]);
  });

  it('that fails is told of, with the command that asks again', async () => {
    const { directory } = await siteSaying('accessKey: env:NOT_SET');
    const [found] = await lookAt(reachability, { config: directory, online: true });
    expect(found).toMatchObject({
      status: 'wrong',
      message: expect.stringContaining('mock is unhealthy') as string,
      mend: expect.stringMatching(/^host-factory providers health mock /) as string,
    });
  });
});
