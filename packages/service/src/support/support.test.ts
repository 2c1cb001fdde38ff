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
    expect(literals).toEqual([{ file: join(site.directory, 'hostwright.yaml'), key: 'connections.settings.password' }]);
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

  it('are none where npm says where a plugin was installed from', async () => {
    const dependencies = { 'provider-mine': 'file:../provider-mine-1.0.0.tgz' };
    const site = siteWith({ 'hostwright.yaml': yaml('region: x'), 'package.json': JSON.stringify({ dependencies }) });
    expect((await findSecrets(site, { environment: {} })).references).toEqual([]);
  });

  it.each([
    ['a block', 'userData: |\n      #!/bin/sh\n      PASS=hunter2\n\n      login --token orchid7\n'],
    ['a block whose lines are not indented as they should be', 'userData: |\n#!/bin/sh\n\tPASS=hunter2\n login --token orchid7\n'],
    ['one line of JSON', '"userData": "#!/bin/sh\\nPASS=hunter2\\nlogin --token orchid7", "x": 1\n'],
  ])('are the user data of a file that cannot be parsed: %s', async (_, text) => {
    const site = siteWith({ 'hostwright.yaml': `templates: [\n  - templateId: t\n    ${text}agent: off\n` });
    const { values } = await findSecrets(site, { environment: {} });
    expect(values).toEqual(expect.arrayContaining(['hunter2', 'orchid7']));
    expect(values.join('\n')).not.toContain('agent');
  });

  it('are those of the files that a broken file names, and of its folders', async () => {
    const site = siteWith({ 'hostwright.yaml': 'include: [deep/er/x.yaml]\ntemplateFiles: ["templates/*.json"]\n\tbroken: [\n' });
    mkdirSync(join(site.directory, 'deep', 'er'), { recursive: true });
    mkdirSync(join(site.directory, 'templates'));
    writeFileSync(join(site.directory, 'deep', 'er', 'x.yaml'), 'password: of what it includes\n');
    writeFileSync(join(site.directory, 'templates', 't.json'), '[{"userData":"PASS=of-a-template"}]');
    const { values } = await findSecrets(site, { environment: {} });
    expect(values).toEqual(expect.arrayContaining(['of what it includes', 'of-a-template']));
  });

  it('are all of them where a broken file is one line', async () => {
    const text = '{"name":"x","pw":"first-pw","client-key-data":"second", "password": 12345678, "apiKey":"with \\"marks\\"", ';
    const { values } = await findSecrets(siteWith({ 'hostwright.yaml': text }), { environment: {} });
    expect(values).toEqual(expect.arrayContaining(['first-pw', 'second', '12345678', 'with "marks"']));
  });

  it('are numbers, too', async () => {
    const site = siteWith({ 'hostwright.yaml': yaml('dbPw: 12345678\n') });
    expect((await findSecrets(site, { environment: {} })).values).toContain('12345678');
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
    const [file, ...others] = maskConfiguration(site, { environment: {} });
    expect(others).toEqual([]);
    expect(file?.isWhole).toBe(true);
    expect(file?.text).toMatch(/region: eu[^]*accessKey: env:KEY[^]*templateId: t/);
    expect(file?.text).not.toContain('hidden');
  });

  it('is made of the settings and what they include, and of no other file of the folder', () => {
    const site = siteWith({
      'hostwright.yaml': `${yaml('region: eu')}include: [more.yaml]\n`,
      'more.yaml': 'log: {level: debug}\n',
      'token.json': '"hidden"',
      'kubeconfig.yaml': 'users: [{user: {client-key-data: hidden, exec: {args: ["--pw", "hidden"]}}}]\n',
      'broken.json': '{hidden',
    });
    const masked = maskConfiguration(site, { environment: {} });
    expect(masked.map(({ path }) => path.slice(site.directory.length + 1))).toEqual(['hostwright.yaml', 'more.yaml']);
    expect(masked[1]?.text).toBe('log:\n  level: debug\n');
  });

  it('hides what stands where no setting is known, arguments, and numbers that are secrets', () => {
    const site = siteWith({
      'hostwright.yaml': `${yaml('region: eu\npw: hidden\nclient-key-data: hidden\npassword: 4711\nargs: [hidden]\nrun: ["--login", hidden]\nzones: [a, b]')}other: [hidden, {name: hidden}]\nlog: {hint: hidden, maxFiles: 3}\n`,
    });
    const [file] = maskConfiguration(site, { environment: {} });
    expect(file?.text).toMatch(/region: eu[^]*zones:\n\s+- a\n\s+- b[^]*maxFiles: 3/);
    expect(file?.text).not.toMatch(/hidden|4711/);
  });

  it('shows nothing of the user data of a file that cannot be parsed, whatever a line looks like', () => {
    expect(maskConfigurationText('agent: off\nuserData: |\n  pin: 4711\n  on: true\nlimit: 4711\nlog:\n  maxFiles: 3\n}\n')).toBe(
      'agent: off\nuserData: ***\n  ***\n  ***\nlimit: ***\nlog:\n  maxFiles: 3\n}\n',
    );
  });

  it('shows of a file that cannot be parsed the keys, and what tells nothing', () => {
    const masked = maskConfigurationText(
      'version: 1\n\tagent: off # why\nhost: secret.example\npassword: 12345678\nlist:\n  - plain text\n  - name: x\nkey: env:A\n}\n',
    );
    expect(masked).toBe('version: 1\n\tagent: off\nhost: ***\npassword: ***\nlist:\n  - ***\n  - name: ***\nkey: env:A\n}\n');
  });

  it('gets along with folders of anything', () => {
    const site = siteWith({
      'hostwright.yaml': 'version: 1\ninclude: [c.yaml, "${CONFIG_DIR}/a.yaml", loop.yaml, folder.yaml]\n',
      'a.yaml': 'x: &x [*x]\n',
      'b.json': '\u0000\u0001',
      'c.yaml': 'include: [c.yaml, /dev/zero, ..]\n',
    });
    symlinkSync('loop.yaml', join(site.directory, 'loop.yaml'));
    mkdirSync(join(site.directory, 'folder.yaml'));
    const masked = maskConfiguration(site, { environment: {} });
    expect(masked.map(({ path }) => path.slice(site.directory.length + 1))).toEqual(['hostwright.yaml', 'c.yaml', 'a.yaml']);
  });
});

it('takes of user data what may be a secret in it, and not what stands in every script', () => {
  const parts = tellingParts('#!/bin/sh\nset -eu\nexport PASSWORD="opensesame-1"\njoin --token abcdef0123456789 10.0.0.1\n');
  expect(parts).toEqual(expect.arrayContaining(['opensesame-1', 'abcdef0123456789', 'export PASSWORD="opensesame-1"']));
  expect(parts).not.toEqual(expect.arrayContaining(['#!/bin/sh']));
  expect(parts).not.toEqual(expect.arrayContaining(['set -eu']));
});
