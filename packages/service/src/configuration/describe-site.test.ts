import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DescribedValue, describeSite } from './describe-site.js';
import { SiteFolder, template } from './testing/site-folder.js';
import { installPlugin, pluginCode } from './testing/plugin-folder.js';
import type { Variables } from './site/types.js';

let site: SiteFolder;
beforeEach(() => {
  site = new SiteFolder();
});
afterEach(() => site.remove());

async function described(
  environment: Variables = {},
  configDirectory: string | undefined = site.directory,
): Promise<readonly DescribedValue[]> {
  return describeSite({ configDirectory, environment, programDirectory: site.programDirectory });
}

async function valuesOf(environment: Variables = {}, configDirectory?: string): Promise<Readonly<{ [key: string]: DescribedValue }>> {
  return Object.fromEntries((await described(environment, configDirectory)).map((entry) => [entry.key, entry]));
}

describe('the description of a site', { tags: ['configuration.origin', 'real'] }, () => {
  it('tells for each value whether a file, a variable in it, or nobody stated it', async () => {
    site.write('common.yaml', 'log:\n  level: ${LEVEL}\ntiming: { leaseMs: 6000 }\n');
    site.write(
      'hostwright.yaml',
      'version: 1\ninclude: [common.yaml]\nagent: ${AGENT:-off}\nconnections:\n  - name: main\n    provider: tin\n    settings: { proxy: { host: "${HOST}.example" } }\n',
    );
    site.write('templates.yaml', '- templateId: t\n  maxNumber: 3\n  machineType: small\n');
    const values = await valuesOf({ LEVEL: 'warn', HOST: 'p1' });
    const main = site.path('hostwright.yaml');
    const common = site.path('common.yaml');
    expect(values['agent']).toEqual({
      key: 'agent',
      value: 'off',
      origin: { kind: 'file', file: main, line: 3, column: 1, variables: ['AGENT'] },
    });
    expect(values['log.level']).toMatchObject({ value: 'warn', origin: { file: common, line: 2, column: 3, variables: ['LEVEL'] } });
    expect(values['timing.leaseMs']).toMatchObject({ value: 6_000, origin: { file: common, line: 3, column: 11 } });
    expect(values['timing.sweepIntervalMs']).toMatchObject({ value: 30_000, origin: { kind: 'default' } });
    expect(values['timing.claimSilenceMs']).toMatchObject({ value: 120_000, origin: { kind: 'default' } });
    expect(values['sharedWorkDirectory']).toMatchObject({ value: 'auto', origin: { kind: 'default' } });
    expect(values['hostFactory.pollWithinMs']).toMatchObject({ value: 900_000, origin: { kind: 'default' } });
    expect(values['connections[0].settings.endpoint']).toMatchObject({ value: 'local', origin: { kind: 'default' } });
    expect(values['connections[0].settings.proxy.host']).toMatchObject({ value: 'p1.example', origin: { line: 7, variables: ['HOST'] } });
    expect(values['connections[0].hostAttribute']).toMatchObject({ value: 'tinhost', origin: { kind: 'default' } });
    expect(values['templates[t]']).toMatchObject({
      value: 'connection main, at most 3',
      origin: { file: site.path('templates.yaml'), line: 1, column: 3 },
    });
  });

  it('tells who named the folders', async () => {
    site.configure({ logDirectory: 'logs' });
    expect(await valuesOf()).toMatchObject({
      configurationDirectory: { value: site.directory, origin: { kind: 'option', option: '--config' } },
      workDirectory: { value: site.workDirectory, origin: { kind: 'default' } },
      logDirectory: { value: site.path('logs'), origin: { kind: 'file', file: site.path('hostwright.json'), line: 1 } },
    });
    const environment = { HF_PROVIDER_CONFDIR: site.directory, HF_PROVIDER_NAME: 'cloud', HF_WORKDIR: `${site.root}/all` };
    const values = Object.fromEntries(
      (await describeSite({ environment, programDirectory: site.programDirectory })).map((entry) => [entry.key, entry]),
    );
    expect(values).toMatchObject({
      configurationDirectory: { origin: { kind: 'environment', variable: 'HF_PROVIDER_CONFDIR' } },
      workDirectory: { value: `${site.root}/all/providers/cloud`, origin: { kind: 'environment', variable: 'HF_WORKDIR' } },
    });
    await site.load();
    expect(await valuesOf()).toMatchObject({
      workDirectory: { origin: { kind: 'file', file: site.path('deployment.json') } },
      deploymentId: { value: expect.stringMatching(/^[0-9a-f]{32}$/) as string },
    });
  });

  it('describes the files of another system in place', async () => {
    const file = site.write('tinprov_config.json', { ENDPOINT: 'e' });
    expect(await valuesOf()).toMatchObject({ 'connections[0].settings.endpoint': { value: 'e', origin: { kind: 'file', file } } });
  });
});

describe('no secret is shown', { tags: ['configuration.origin', 'real'] }, () => {
  const CANARY = 'canary-1';

  /** A plugin whose settings are anything, some of them marked as secret. */
  function installAnything(): void {
    const code = pluginCode('any').replace(
      /settingsSchema: z\.strictObject\(\{[\s\S]*?\n {6}\}\),\n {6}templateSchema/,
      "settingsSchema: z.looseObject({ pin: z.string().optional().meta({ writeOnly: true }), code: z.string().optional().meta({ format: 'password' }) }),\n      templateSchema",
    );
    installPlugin(site.programDirectory, 'tin', { code: code.replaceAll('"any"', '"tin"') });
  }

  it.each<[string, unknown]>([
    ['under a name that promises one', { token: CANARY }],
    ['in capital letters', { AWS_SECRET_ACCESS_KEY: CANARY }],
    ['under any name inside such a one', { credentials: { user: CANARY, list: [[CANARY], { x: CANARY }] } }],
    ['as a number or a flag', { password: 4711, secrets: [true] }],
    ['in a list of lists', { servers: [[{ api_key: CANARY }], [[{ nested: { passphrase: CANARY } }]]] }],
    ['as user and password of an address', { url: `https://user:${CANARY}@host.example/x`, other: `postgres://${CANARY}@h/db` }],
    ['in a password with an "@"', { url: `https://user:a@${CANARY}@host.example/x` }],
    ['as a parameter of an address', { url: `https://host.example/x?a=1&sig=${CANARY}&token=${CANARY}` }],
    ['in addresses in a list', { endpoints: [[`amqp://u:${CANARY}@h`], { deep: [`https://h/?access_token=${CANARY}`] }] }],
    ['in a connection string', { database: `Server=h;User Id=u;Password=${CANARY};AccountKey=${CANARY}` }],
    ['marked by the plugin’s schema', { pin: CANARY, code: CANARY }],
    ['from a variable whose name promises one', { plain: '${DB_PASSWORD}', list: ['x-${DB_PASSWORD}'] }],
    ['by its form', { plain: ['AKIA', 'ABCDEFGH12345678'].join(''), key2: `-----BEGIN RSA PRIVATE KEY----- ${CANARY}` }],
  ])('%s', async (_what, settings) => {
    installAnything();
    site.configure({ connections: [{ name: 'main', provider: 'tin', settings }], templates: [template('t', { userData: CANARY })] });
    const text = JSON.stringify(await described({ DB_PASSWORD: CANARY }));
    expect(text).toContain('***');
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain('4711');
    expect(text).not.toContain('AKIA');
  });

  it('where no plugin says which settings are secret: nothing of them is shown', async () => {
    site.configure({ connections: [{ name: 'main', provider: 'none', settings: { region: CANARY } }] });
    expect(await valuesOf()).toMatchObject({ 'connections[0].settings.region': { value: '***' } });
  });

  it('but what says where a secret lies is, and so is what has a harmless name', async () => {
    installAnything();
    const settings = { accessKey: 'env:MY_KEY', token: 'file:keys/token', region: 'eu', url: 'https://host.example/a?b=c' };
    site.configure({ connections: [{ name: 'main', provider: 'tin', settings }] });
    const values = await valuesOf();
    for (const [key, value] of Object.entries(settings)) expect(values[`connections[0].settings.${key}`]?.value).toBe(value);
  });
});
