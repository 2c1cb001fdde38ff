import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { locateSite, type Site } from '../configuration/index.js';
import { findSecrets } from './find-secrets.js';
import { maskConfiguration } from './mask-configuration.js';
import { maskConfigurationText } from './mask-text.js';
import { tellingParts } from './telling-parts.js';

function siteWith(files: Readonly<{ [name: string]: string }>): Site {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'hw-support-')));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return locateSite({ configDirectory: directory, environment: {} });
}

function yaml(settings: string): string {
  return `version: 1\nconnections:\n  - name: a\n    provider: mock\n    settings:\n${settings.replaceAll(/^/gm, '      ')}\n`;
}

describe('the secrets of a site', { tags: ['recovery.support-bundle', 'real'] }, () => {
  it('are those it refers to, each once, with what is wrong with them', async () => {
    const site = siteWith({
      'hostwright.yaml': yaml('accessKey: env:SET\nother: env:SET\nsecret: env:UNSET\nkey: file:key\n'),
      key: 'of the file\n',
    });
    chmodSync(join(site.directory, 'key'), 0o600);
    const { references, values } = await findSecrets(site, { environment: { SET: 'of the variable' } });
    expect(references.map(({ text, problem }) => [text, problem === undefined])).toEqual([
      ['env:SET', true],
      ['env:UNSET', false],
      ['file:key', true],
    ]);
    expect(references[0]?.where).toBe(`${join(site.directory, 'hostwright.yaml')}: connections.settings.accessKey`);
    expect(values).toEqual(expect.arrayContaining(['of the variable', 'of the file']));
  });

  it('are known also where the file that holds one is refused', async () => {
    const site = siteWith({ 'hostwright.yaml': yaml('accessKey: file:key\n'), key: 'for all to read' });
    chmodSync(join(site.directory, 'key'), 0o644);
    const { references, values } = await findSecrets(site, { environment: {} });
    expect(references[0]?.problem).toBeDefined();
    expect(values).toContain('for all to read');
  });

  it('are those it holds; a path, a switch or a reference by a variable is none', async () => {
    const site = siteWith({
      'hostwright.yaml': yaml(
        'password: of the file itself\ncredentialFile: /etc/key\ntoken: "${TOKEN}"\ntokenSeconds: 900\nuseSecret: true\n',
      ),
    });
    const { literals, files, values } = await findSecrets(site, { environment: { TOKEN: 'from the environment' } });
    expect(files).toEqual(['/etc/key']);
    expect(literals).toEqual([`${join(site.directory, 'hostwright.yaml')}: connections.settings.password`]);
    expect(values).toEqual(expect.arrayContaining(['of the file itself', 'from the environment']));
    expect(values).not.toContain('/etc/key');
  });

  it('are user data and its scripts, those of included files, and variables whose name promises one', async () => {
    const site = siteWith({
      'hostwright.yaml': `include: [more/common.yaml, hostwright.yaml]\n${yaml('region: x')}`,
      'templates.json': JSON.stringify({
        templates: [
          { templateId: 't', userData: 'echo first-user-data' },
          { templateId: 's', userDataScript: 'boot.sh' },
        ],
      }),
      'boot.sh': '#!/bin/sh\nTOKEN=second-user-data1\n',
    });
    mkdirSync(join(site.directory, 'more'));
    writeFileSync(join(site.directory, 'more', 'common.yaml'), 'connections:\n  - settings: {password: of an included file}\n');
    const { values } = await findSecrets(site, {
      environment: { MY_API_KEY: 'by its name', LANG: 'of no interest', SSH_KEY_FILE: '/home/x/key' },
    });
    expect(values).toEqual(expect.arrayContaining(['echo first-user-data', 'second-user-data1', 'of an included file', 'by its name']));
    expect(values).not.toEqual(expect.arrayContaining(['of no interest']));
  });

  it('are found in a file that cannot be parsed, too', async () => {
    const site = siteWith({ 'hostwright.yaml': 'connections: [\n\tpassword: "of a broken file"\n key: env:NAME\n' });
    const { references, values } = await findSecrets(site, { environment: { NAME: 'behind the reference' } });
    expect(references.map(({ text }) => text)).toEqual(['env:NAME']);
    expect(values).toEqual(expect.arrayContaining(['of a broken file', 'behind the reference']));
  });

  it('can be asked for where there is no site at all', async () => {
    expect(await findSecrets(undefined, { environment: { A_TOKEN: 'of the environment' } })).toEqual({
      references: [],
      files: [],
      literals: [],
      values: ['of the environment'],
    });
  });
});

describe('a configuration for others to read', { tags: ['recovery.support-bundle', 'real'] }, () => {
  it('keeps settings and references, and masks secrets and templates', () => {
    const site = siteWith({
      'hostwright.yaml': `${yaml('region: eu\naccessKey: env:KEY\npassword: hidden\nnested: {token: [hidden]}')}templates:\n  - {templateId: t, userData: hidden, image: hidden}\n`,
      'templates.json': '{"templates":[{"templateId":"x","userData":"hidden"}]}',
    });
    const [file, ...others] = maskConfiguration(site);
    expect(others).toEqual([]);
    expect(file?.isWhole).toBe(true);
    expect(file?.text).toMatch(/region: eu[^]*accessKey: env:KEY[^]*templateId: t/);
    expect(file?.text).not.toContain('hidden');
  });

  it('shows of a file that cannot be parsed the keys, and what tells nothing', () => {
    const masked = maskConfigurationText(
      'version: 1\n\tagent: off # why\nhost: secret.example\npassword: 12345678\nlist:\n  - plain text\n  - name: x\nkey: env:A\n}\n',
    );
    expect(masked).toBe('version: 1\n\tagent: off\nhost: ***\npassword: ***\nlist:\n  - ***\n  - name: ***\nkey: env:A\n}\n');
  });

  it('gets along with folders of anything', () => {
    const site = siteWith({
      'hostwright.yaml': 'version: 1\n',
      'a.yaml': 'x: &x [*x]\n',
      'b.json': '\u0000\u0001',
      'c.yaml': 'include: [c.yaml, /dev/zero, ..]\n',
    });
    symlinkSync('loop.yaml', join(site.directory, 'loop.yaml'));
    mkdirSync(join(site.directory, 'folder.yaml'));
    expect(maskConfiguration(site).map(({ path }) => path.slice(site.directory.length + 1))).toEqual([
      'hostwright.yaml',
      'a.yaml',
      'b.json',
      'c.yaml',
    ]);
  });
});

it('takes of user data what may be a secret in it, and not what stands in every script', () => {
  const parts = tellingParts('#!/bin/sh\nset -eu\nexport PASSWORD="opensesame-1"\njoin --token abcdef0123456789 10.0.0.1\n');
  expect(parts).toEqual(expect.arrayContaining(['opensesame-1', 'abcdef0123456789', 'export PASSWORD="opensesame-1"']));
  expect(parts).not.toEqual(expect.arrayContaining(['#!/bin/sh']));
  expect(parts).not.toEqual(expect.arrayContaining(['set -eu']));
});
