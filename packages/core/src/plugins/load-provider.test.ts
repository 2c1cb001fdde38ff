import { afterEach, describe, expect, it, vi } from 'vitest';
import { SPECIFICATION_VERSION } from '../provider/definition.js';
import { discoverProviders } from './discover-providers.js';
import type { FoundProvider } from './discovery.js';
import { findProvider } from './find-provider.js';
import { loadProvider } from './load-provider.js';
import { originOf } from './origin.js';
import { metadata, pluginCode, Site, type PackageSketch } from './testing/site.js';

async function found(site: Site, sketch: PackageSketch): Promise<FoundProvider> {
  await site.install('provider-aws', { hostwright: metadata('aws'), version: '1.2.3', ...sketch });
  return findProvider(await discoverProviders({ directory: site.directory }), 'aws');
}

describe('loading a provider', () => {
  it('answers the definition that the package exports', async () => {
    await using site = await Site.create('provider-aws');
    const definition = await loadProvider(await found(site, { code: pluginCode('aws') }));
    expect(definition).toMatchObject({ id: 'aws', specificationVersion: SPECIFICATION_VERSION });
  });

  it('remembers its package and version, so that complaints can name them', { tags: ['plugins.checks', 'real'] }, async () => {
    await using site = await Site.create('provider-aws');
    expect(originOf(await loadProvider(await found(site, { code: pluginCode('aws') })))).toBe('provider-aws@1.2.3');
  });

  it('takes what the conditions of an import name', async () => {
    await using site = await Site.create('provider-aws');
    const exports = {
      '.': { types: './index.d.ts', require: './wrong.cjs', import: './dist/main.js' },
      './package.json': './package.json',
    };
    const provider = await found(site, { exports });
    await site.write('node_modules/provider-aws/dist/main.js', pluginCode('aws', "name: 'From dist',"));
    expect((await loadProvider(provider)).name).toBe('From dist');
  });

  it('loads a package that is linked from a store, with the dependencies that lie beside its real folder', async () => {
    await using site = await Site.create('provider-aws');
    const code = `import { name } from 'cloud-sdk'; ${pluginCode('aws', 'name,')}`;
    await site.installLinked('provider-aws', { hostwright: metadata('aws'), code });
    const store = 'node_modules/.pnpm/provider-aws@1.0.0/node_modules';
    await site.install('cloud-sdk', { code: "export const name = 'From the store';" }, store);
    const provider = findProvider(await discoverProviders({ directory: site.directory }), 'aws');
    expect((await loadProvider(provider)).name).toBe('From the store');
  });

  it('takes a definition made by another copy of core', { tags: ['plugins.two-cores', 'real'] }, async () => {
    await using site = await Site.create('provider-aws');
    const copy = `
export const SPECIFICATION_VERSION = '${SPECIFICATION_VERSION}';
export class Definition { constructor(parts) { Object.assign(this, parts, { specificationVersion: SPECIFICATION_VERSION }); } create() {} }
export const defineProvider = (parts) => Object.freeze(new Definition(parts));`;
    const code = `
import { defineProvider } from '@hostwright/core';
const schema = Object.assign(() => true, { '~standard': { version: 1, vendor: 'other', validate: (value) => ({ value }) } });
export default defineProvider({ id: 'aws', name: 'Other copy', settingsSchema: schema, templateSchema: schema, rateLimits: [] });`;
    const provider = await found(site, { code });
    await site.install('@hostwright/core', { code: copy }, 'node_modules/provider-aws/node_modules');
    expect((await loadProvider(provider)).name).toBe('Other copy');
  });
});

describe('a plugin that cannot be loaded', { tags: ['plugins.loading', 'real'] }, () => {
  it.each([
    ['throws at import', "throw new Error('no licence');", 'no licence'],
    ['throws something that is no error', "throw 'no licence';", 'no licence'],
    ['needs what is not installed', "import 'cloud-sdk-that-is-not-there';", 'cloud-sdk-that-is-not-there'],
    ['has a mistake in its code', 'export default {;', 'could not be loaded'],
    ['exports nothing by default', 'export const definition = {};', 'specificationVersion, id, name'],
    ['exports something else', 'export default 42;', 'its default export is not what defineProvider makes'],
    [
      'exports an empty definition',
      'export default {};',
      'specificationVersion, id, name, settingsSchema, templateSchema, rateLimits, create',
    ],
    ['has a schema of no standard', pluginCode('aws', 'settingsSchema: { parse() {} },'), 'settingsSchema missing or of the wrong type'],
    ['has no create', pluginCode('aws', 'create: undefined,'), 'create missing or of the wrong type'],
    ['throws when its parts are read', pluginCode('aws', "get name() { throw new Error('trap'); },"), 'name missing or of the wrong type'],
    ['has another id in its code', pluginCode('gcp'), "its package.json says 'aws', its code says 'gcp'"],
  ])('%s: the message names package, version and reason', async (_what, code, reason) => {
    await using site = await Site.create('provider-aws');
    const loading = loadProvider(await found(site, { code }));
    await expect(loading).rejects.toMatchObject({ code: 'ProviderLoadFailed', remedy: 'report-bug' });
    await expect(loading).rejects.toThrow("provider 'aws' (provider-aws@1.2.3) could not be loaded: ");
    await expect(loading).rejects.toThrow(reason);
  });

  it('keeps the plugin’s own error as the cause', async () => {
    await using site = await Site.create('provider-aws');
    const provider = await found(site, { code: "throw new RangeError('no licence');" });
    await expect(loadProvider(provider)).rejects.toMatchObject({ cause: { name: 'RangeError', message: 'no licence' } });
  });

  it('was compiled against another specification than its package.json states', async () => {
    await using site = await Site.create('provider-aws');
    const provider = await found(site, { code: "export default { specificationVersion: 'v9', id: 'aws' };" });
    await expect(loadProvider(provider)).rejects.toMatchObject({
      code: 'UnsupportedSpecification',
      message: expect.stringContaining(`'v9', this version of Hostwright speaks '${SPECIFICATION_VERSION}'`) as string,
    });
  });

  describe('and never settles', () => {
    afterEach(() => void vi.useRealTimers());

    it('is given up after half a minute', async () => {
      await using site = await Site.create('provider-aws');
      const provider = await found(site, { code: 'await new Promise(() => {}); export default {};' });
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const loading = loadProvider(provider);
      vi.advanceTimersByTime(30_000);
      await expect(loading).rejects.toMatchObject({
        code: 'ProviderLoadFailed',
        message: expect.stringContaining('its import did not end within 30000 ms') as string,
      });
    });
  });
});
