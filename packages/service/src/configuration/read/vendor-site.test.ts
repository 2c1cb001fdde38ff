import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConnections } from '../connections.js';
import { loadSiteConfiguration } from '../load.js';
import { locateSite } from '../site/locate.js';
import { installPlugin, pluginCode } from '../testing/plugin-folder.js';
import { SiteFolder } from '../testing/site-folder.js';

let site: SiteFolder;
beforeEach(() => {
  site = new SiteFolder();
});
afterEach(() => site.remove());

const TEMPLATES = {
  templates: [
    {
      templateId: 'Template-VM-1',
      maxNumber: 5,
      attributes: { type: ['String', 'X86_64'], ncpus: ['Numeric', '2'], mem: ['Numeric', '1024'] },
      imageId: 'ami-1',
      vmType: 'small',
      pgrpName: null,
      instanceTags: 'group=project1',
      userData: 'zone=a;x=${y}',
    },
  ],
};

describe('a folder with the files of another system', { tags: ['configuration.vendor-files', 'real'] }, () => {
  it('is used as it is: the provider follows from the files’ names', async () => {
    site.write('tinprov_config.json', { LogLevel: 'WARNING', ENDPOINT: 'https://cloud', REGION: 'x' });
    site.write('tinprov_templates.json', TEMPLATES);
    const configuration = await site.load();
    expect(configuration).toMatchObject({
      agent: 'auto',
      connections: [{ name: 'tin', provider: 'tin', hostAttribute: 'tinhost' }],
      log: { level: 'warn' },
      templateProblems: [],
      ignoredKeys: [
        { file: site.path('tinprov_config.json'), templateId: undefined, key: 'REGION' },
        { file: site.path('tinprov_templates.json'), templateId: 'Template-VM-1', key: 'imageId' },
      ],
    });
    expect(configuration.templates).toEqual([
      {
        templateId: 'Template-VM-1',
        connection: 'tin',
        maxNumber: 5,
        priority: 0,
        attributes: [
          { name: 'type', type: 'String', value: 'X86_64' },
          { name: 'ncpus', type: 'Numeric', value: '2' },
          { name: 'mem', type: 'Numeric', value: '1024' },
        ],
        tags: [{ key: 'group', value: 'project1' }],
        userData: 'zone=a;x=${y}',
        options: { machineType: 'small', zones: ['a'] },
      },
    ]);
    const { connections } = await loadConnections(configuration, { environment: {}, programDirectory: site.programDirectory });
    expect(connections).toMatchObject([{ name: 'tin', settings: { endpoint: 'https://cloud' } }]);
  });

  it.each([
    ['with the instance in their names', ['tininstprov_config.json', 'tininstprov_templates.json']],
    ['without "prov" in their names', ['tin2_config.json', 'tin2_templates.json']],
    ['without a settings file', ['tinprov_templates.json']],
    ['beside files of nobody', ['tinprov_templates.json', 'other_config.json']],
  ])('is used %s', async (_what, names) => {
    for (const name of names) site.write(name, name.includes('templates') ? TEMPLATES : {});
    const { templates, connections } = await site.load();
    expect(templates).toHaveLength(1);
    expect(connections).toMatchObject([{ name: 'tin' }]);
  });

  it('may have paths in it that start where its files lie: the plugin says so by a variable', async () => {
    site.write('tinprov_config.json', { ENDPOINT: 'file://${CONFIG_DIR}/$&/x' });
    site.write('tinprov_templates.json', TEMPLATES);
    const configuration = await site.load();
    const { connections } = await loadConnections(configuration, { environment: {}, programDirectory: site.programDirectory });
    expect(connections).toMatchObject([{ settings: { endpoint: `file://${site.directory}/$&/x` } }]);
  });

  it('belongs to the provider with the longest prefix', async () => {
    installPlugin(site.programDirectory, 'zinc', { version: '2.0.0', code: pluginCode('zinc', { prefixes: ['tincc'] }) });
    site.write('tinccprov_templates.json', TEMPLATES);
    expect((await site.load()).connections).toMatchObject([{ provider: 'zinc' }]);
  });

  it('is read as the instance that Host Factory names, where there are several', async () => {
    site.write('tinprov_templates.json', TEMPLATES);
    site.write('zincprov_templates.json', TEMPLATES);
    await expect(site.load()).rejects.toThrow(/files of several plugins \(tinprov_\*\.json, zincprov_\*\.json\)/);
    const environment = { HF_PROVIDER_NAME: 'zinc', HF_PROVIDER_CONFDIR: site.directory };
    const configuration = await loadSiteConfiguration(locateSite({ environment }), {
      environment,
      programDirectory: site.programDirectory,
    });
    expect(configuration.connections).toMatchObject([{ provider: 'zinc' }]);
  });

  it('is looked for in LSF’s conf/ first, file by file', async () => {
    site.write('conf/tinprov_config.json', { LogLevel: 'DEBUG' });
    site.write('tinprov_config.json', { LogLevel: 'ERROR' });
    site.write('tinprov_templates.json', TEMPLATES);
    const environment = { PROVIDER_NAME: 'tin', PRO_CONF_DIR: site.directory };
    const configuration = await loadSiteConfiguration(locateSite({ environment }), {
      environment,
      programDirectory: site.programDirectory,
    });
    expect(configuration).toMatchObject({ log: { level: 'debug' }, templates: [{ templateId: 'Template-VM-1' }] });
  });

  it('is refused when no installed provider claims it, naming those that are', async () => {
    site.write('goldprov_config.json', {});
    await expect(site.load()).rejects.toThrow(/No installed provider reads .*goldprov_config\.json: installed providers are tin, zinc/);
  });

  it('is refused when no provider is installed at all', async () => {
    rmSync(join(site.programDirectory, 'node_modules/provider-tin'), { recursive: true });
    rmSync(join(site.programDirectory, 'node_modules/provider-zinc'), { recursive: true });
    site.write('tinprov_config.json', {});
    await expect(site.load()).rejects.toThrow(/no provider plugin is installed/);
  });

  it('is refused when it is empty', async () => {
    await expect(site.load()).rejects.toThrow(/holds no configuration: neither hostwright\.yaml nor a file like/);
  });

  it.each([
    ['is no JSON', '{', /is not JSON/],
    ['is a list', '[]', /holds no object/],
    ['has an unsafe key', '{"__proto__":1}', /the key "__proto__" is not allowed/],
  ])('is refused when its settings file %s', async (_what, text, message) => {
    site.write('tinprov_config.json', text);
    await expect(site.load()).rejects.toThrow(message);
  });

  it('may be named by our configuration, beside our own template files', async () => {
    site.configure();
    site.write('tinprov_templates.json', TEMPLATES);
    site.write('templates.json', { templates: [{ templateId: 'own', maxNumber: 1, machineType: 'large' }] });
    const { templates, ignoredKeys } = await site.load();
    expect(templates.map(({ templateId }) => templateId)).toEqual(['own', 'Template-VM-1']);
    expect(ignoredKeys).toMatchObject([{ key: 'imageId' }]);
  });
});
