import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConnections, type LoadedConnections } from './connections.js';
import type { Variables } from './site/types.js';
import { installPlugin } from './testing/plugin-folder.js';
import { SiteFolder } from './testing/site-folder.js';

let site: SiteFolder;
beforeEach(() => {
  site = new SiteFolder();
});
afterEach(() => site.remove());

async function load(settings: object, environment: Variables = {}): Promise<LoadedConnections> {
  site.configure({
    connections: [
      { name: 'main', provider: 'tin', settings },
      { name: 'other', provider: 'zinc' },
    ],
  });
  return loadConnections(await site.load(environment), { environment, programDirectory: site.programDirectory });
}

describe('connections', () => {
  it('come with their plugin and with settings as it takes them', async () => {
    const { connections, broken } = await load({ token: '${TOKEN}', endpoint: '${CONFIG_DIR}/x' }, { TOKEN: 's3cret' });
    expect(broken).toEqual([]);
    expect(connections.map(({ name, definition, settings }) => [name, definition.id, settings])).toEqual([
      ['main', 'tin', { token: 's3cret', endpoint: `${site.directory}/x` }],
      ['other', 'zinc', { endpoint: 'local' }],
    ]);
  });

  it.each([
    ['a misspelt key', { endpiont: 'canary' }, /connections\[0\]\.settings\): endpiont: unknown key; did you mean "endpoint"\?/],
    ['a misspelt key further down', { proxy: { hots: 'canary' } }, /proxy\.hots: unknown key; did you mean "host"\?/],
    ['a wrong type', { endpoint: 5 }, /endpoint: it must be a text/],
  ])('are broken one by one: %s', async (_what, settings, message) => {
    const { connections, broken } = await load(settings);
    expect(connections.map(({ name }) => name)).toEqual(['other']);
    expect(broken).toMatchObject([{ name: 'main', provider: 'tin', error: { code: 'InvalidConfiguration' } }]);
    expect(broken[0]?.error.message).toMatch(message);
    expect(broken[0]?.error.message).not.toContain('canary');
  });

  it('are broken when their plugin cannot be loaded', async () => {
    installPlugin(site.programDirectory, 'tin', { version: '9.0.0', code: 'throw new Error("no licence")' });
    const { connections, broken } = await load({});
    expect(connections.map(({ name }) => name)).toEqual(['other']);
    expect(broken).toMatchObject([{ name: 'main', error: { code: 'ProviderLoadFailed' } }]);
  });

  it('are broken when their plugin is not installed', async () => {
    rmSync(join(site.programDirectory, 'node_modules/provider-tin'), { recursive: true });
    expect((await load({})).broken).toMatchObject([{ name: 'main', error: { code: 'ProviderNotInstalled' } }]);
  });

  it('are broken when their plugin is not allowed', async () => {
    const setup = { version: 1, plugins: { allow: [{ name: 'provider-zinc' }] }, connections: [{ name: 'main', provider: 'tin' }] };
    site.write('hostwright.json', setup);
    const { broken } = await loadConnections(await site.load(), { environment: {}, programDirectory: site.programDirectory });
    expect(broken).toMatchObject([{ name: 'main', error: { code: 'ProviderNotAllowed' } }]);
  });

  it('bring a reader of secrets that starts in the configuration folder', async () => {
    const { readSecret } = await load({}, { TOKEN: 's3cret' });
    expect(await readSecret('env:TOKEN')).toBe('s3cret');
  });
});
