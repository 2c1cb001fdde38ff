import { symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { isHostFactoryError } from '../ports/errors.js';
import { SPECIFICATION_VERSION } from '../provider/definition.js';
import { discoverProviders } from './discover-providers.js';
import type { AllowedPackage } from './discovery.js';
import { findProvider } from './find-provider.js';
import { metadata, Site } from './testing/site.js';

const AWS = { hostwright: metadata('aws'), version: '1.2.3' };

function errorOf(run: () => unknown): { readonly code: string; readonly message: string } {
  try {
    run();
  } catch (error) {
    if (isHostFactoryError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('discovery', { tags: ['plugins.discovery', 'real'] }, () => {
  it('finds the plugins among the direct dependencies, in the order of their ids', async () => {
    await using site = await Site.create('provider-gcp', '@acme/provider-aws', 'left-pad');
    await site.install('provider-gcp', { hostwright: metadata('gcp') });
    const directory = await site.install('@acme/provider-aws', AWS);
    await site.install('left-pad');
    const discovery = await discoverProviders({ directory: site.directory });
    expect(discovery.problems).toEqual([]);
    expect(discovery.found.map((entry) => entry.providerId)).toEqual(['aws', 'gcp']);
    expect(discovery.found[0]).toEqual({
      providerId: 'aws',
      packageName: '@acme/provider-aws',
      version: '1.2.3',
      spec: SPECIFICATION_VERSION,
      directory,
      entryUrl: new URL(`file://${directory}/index.js`).href,
    });
  });

  it('never looks at a package that is installed without being a direct dependency', async () => {
    await using site = await Site.create('left-pad');
    await site.install('left-pad');
    await site.install('provider-aws', AWS);
    expect(await discoverProviders({ directory: site.directory })).toMatchObject({ found: [], problems: [] });
  });

  it('runs no code of a plugin', async () => {
    await using site = await Site.create('provider-aws');
    await site.install('provider-aws', { ...AWS, code: 'globalThis.discoveryRanCode = true;' });
    const { found } = await discoverProviders({ directory: site.directory });
    expect(found).toHaveLength(1);
    expect('discoveryRanCode' in globalThis).toBe(false);
  });

  it('follows the links of a package manager that keeps packages in a store', async () => {
    await using site = await Site.create('@acme/provider-aws');
    const real = await site.installLinked('@acme/provider-aws', AWS);
    const { found } = await discoverProviders({ directory: site.directory });
    expect(found).toMatchObject([{ packageName: '@acme/provider-aws', directory: real }]);
  });

  it('finds what is installed above the folder, and the nearest first', async () => {
    await using site = await Site.create();
    await site.write('deployments/one/package.json', '{"dependencies":{"provider-aws":"*","provider-gcp":"*"}}');
    await site.install('provider-aws', AWS);
    await site.install('provider-gcp', { hostwright: metadata('gcp'), version: '1.0.0' });
    await site.install('provider-gcp', { hostwright: metadata('gcp'), version: '2.0.0' }, 'deployments/one/node_modules');
    const { found } = await discoverProviders({ directory: `${site.directory}/deployments/one` });
    expect(found.map((entry) => [entry.providerId, entry.version])).toEqual([
      ['aws', '1.2.3'],
      ['gcp', '2.0.0'],
    ]);
  });

  it('finds the neighbours of a package that is itself installed', async () => {
    await using site = await Site.create();
    await site.write('node_modules/@acme/app/package.json', '{"dependencies":{"provider-aws":"*"}}');
    await site.install('provider-aws', AWS);
    // Node never looks into a node_modules folder's own node_modules.
    await site.install('provider-aws', { ...AWS, version: '9.9.9' }, 'node_modules/node_modules');
    const { found } = await discoverProviders({ directory: `${site.directory}/node_modules/@acme/app` });
    expect(found.map((entry) => entry.version)).toEqual(['1.2.3']);
  });

  it('reads optional dependencies too, and passes over those that are not installed', async () => {
    await using site = await Site.create('not-here');
    await site.write('package.json', '{"dependencies":{"not-here":"*"},"optionalDependencies":{"provider-aws":"*"}}');
    await site.install('provider-aws', AWS);
    const discovery = await discoverProviders({ directory: site.directory });
    expect(discovery.found).toHaveLength(1);
    expect(discovery.problems).toEqual([]);
  });

  it('never follows a dependency name out of node_modules', async () => {
    await using site = await Site.create('../evil', '..', '@x/../../evil', '/evil');
    await site.install('evil', AWS, '.');
    expect(await discoverProviders({ directory: site.directory })).toMatchObject({ found: [], problems: [] });
  });

  it.each([
    ['is missing', undefined],
    ['is no JSON', '{'],
    ['is no object', '[]'],
  ])('refuses a folder whose own package.json %s, naming it', async (_what, text) => {
    await using site = await Site.create();
    const directory = `${site.directory}/inner`;
    await site.write('inner/other.txt', '');
    if (text !== undefined) await site.write('inner/package.json', text);
    await expect(discoverProviders({ directory })).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      message: expect.stringContaining(`${directory}/package.json: cannot be read`) as string,
    });
  });
});

describe('a provider that cannot be used', { tags: ['plugins.refusals', 'real'] }, () => {
  it('is not installed: the message names what is', async () => {
    await using site = await Site.create('provider-aws', 'provider-gcp');
    await site.install('provider-aws', AWS);
    await site.install('provider-gcp', { hostwright: metadata('gcp') });
    const discovery = await discoverProviders({ directory: site.directory });
    expect(findProvider(discovery, 'gcp').packageName).toBe('provider-gcp');
    expect(errorOf(() => findProvider(discovery, 'azure'))).toEqual({
      code: 'ProviderNotInstalled',
      message: "provider 'azure' is not installed (installed: aws, gcp): install its package or correct the name",
    });
    expect(errorOf(() => findProvider({ found: [], problems: [] }, 'aws')).message).toContain('(installed: none)');
  });

  it('is claimed twice: the message names both packages, and neither is used', async () => {
    await using site = await Site.create('provider-aws', '@acme/aws', 'provider-gcp');
    await site.install('provider-aws', AWS);
    await site.install('@acme/aws', AWS);
    await site.install('provider-gcp', { hostwright: metadata('gcp') });
    const discovery = await discoverProviders({ directory: site.directory });
    expect(discovery.found.map((entry) => entry.providerId)).toEqual(['gcp']);
    expect(errorOf(() => findProvider(discovery, 'aws'))).toEqual({
      code: 'ProviderConflict',
      message: "provider 'aws' cannot be used: provider-aws and @acme/aws both claim the provider id 'aws': uninstall one of them",
    });
  });

  it('is not claimed twice by one package under two names', async () => {
    await using site = await Site.create('provider-aws', 'aws-alias');
    const real = await site.installLinked('provider-aws', AWS);
    await symlink(real, `${site.directory}/node_modules/aws-alias`, 'dir');
    const discovery = await discoverProviders({ directory: site.directory });
    expect(discovery.found.map((entry) => entry.packageName)).toEqual(['provider-aws']);
    expect(discovery.problems).toEqual([]);
  });

  it('was written for another specification: the message names its and ours', async () => {
    await using site = await Site.create('provider-aws');
    await site.install('provider-aws', { hostwright: metadata('aws', 'v9') });
    const discovery = await discoverProviders({ directory: site.directory });
    expect(discovery.found).toEqual([]);
    const error = errorOf(() => findProvider(discovery, 'aws'));
    expect(error.code).toBe('UnsupportedSpecification');
    expect(error.message).toContain(
      `provider-aws@1.0.0 is written for specification 'v9', this version of Hostwright speaks '${SPECIFICATION_VERSION}'`,
    );
  });

  it.each<[readonly AllowedPackage[], boolean]>([
    [[{ name: 'provider-aws', version: '1.2.3' }], true],
    [[{ name: 'provider-aws', version: '*' }], true],
    [[{ name: 'provider-aws' }], true],
    [
      [
        { name: 'provider-aws', version: '1.2.2' },
        { name: 'provider-aws', version: '1.2.3' },
      ],
      true,
    ],
    [[{ name: 'provider-aws', version: '1.2.4' }], false],
    [[{ name: 'provider-aws', version: '^1.2.0' }], false],
    [[{ name: 'provider-gcp' }], false],
    [[], false],
  ])('is on no allow-list: with %j it may be used: %s', async (allow, allowed) => {
    await using site = await Site.create('provider-aws');
    await site.install('provider-aws', AWS);
    const discovery = await discoverProviders({ directory: site.directory, allow });
    expect(discovery.found).toHaveLength(allowed ? 1 : 0);
    if (allowed) return;
    const error = errorOf(() => findProvider(discovery, 'aws'));
    expect(error.code).toBe('ProviderNotAllowed');
    const listed = allow.map((entry) => `${entry.name}@${entry.version ?? '*'}`).join(', ') || 'nothing';
    expect(error.message).toContain(`the allow-list permits ${listed}, not provider-aws@1.2.3`);
  });

  it('may not stand in the way of the one that is allowed', async () => {
    await using site = await Site.create('provider-aws', '@acme/aws');
    await site.install('provider-aws', AWS);
    await site.install('@acme/aws', AWS);
    const discovery = await discoverProviders({ directory: site.directory, allow: [{ name: '@acme/aws' }] });
    expect(findProvider(discovery, 'aws').packageName).toBe('@acme/aws');
  });

  it.each([
    ['a field that is no object', { hostwright: 'provider' }, undefined, '"hostwright" must be an object'],
    ['no role', { hostwright: { providerId: 'aws' } }, undefined, '"hostwright.role" must be a text'],
    ['an id in capitals', { hostwright: metadata('AWS') }, undefined, '"hostwright.providerId" must be lower-case'],
    ['no specification', { hostwright: { role: 'provider', providerId: 'aws' } }, undefined, '"hostwright.spec" must be a text'],
    ['no entry', { ...AWS, exports: { './other': './index.js' } }, 'aws', '"exports" names no file of the package'],
    ['an entry outside of its folder', { ...AWS, exports: './../../evil.js' }, 'aws', '"exports" names no file of the package'],
  ])('has metadata that cannot be read: %s', async (_what, sketch, providerId, message) => {
    await using site = await Site.create('provider-aws', 'provider-gcp');
    await site.install('provider-aws', sketch);
    await site.install('provider-gcp', { hostwright: metadata('gcp') });
    const discovery = await discoverProviders({ directory: site.directory });
    expect(discovery.found.map((entry) => entry.providerId)).toEqual(['gcp']);
    expect(discovery.problems).toEqual([
      {
        code: 'InvalidConfiguration',
        providerId,
        packageName: 'provider-aws',
        message: expect.stringContaining(`provider-aws: ${message}`) as string,
      },
    ]);
  });

  it('has a package.json that is no JSON: the others are found', async () => {
    await using site = await Site.create('broken', 'provider-aws');
    await site.install('provider-aws', AWS);
    await site.write('node_modules/broken/package.json', '{');
    const discovery = await discoverProviders({ directory: site.directory });
    expect(discovery.found).toHaveLength(1);
    expect(discovery.problems).toMatchObject([{ code: 'InvalidConfiguration', packageName: 'broken' }]);
  });

  it('plays another role: it is none of ours', async () => {
    await using site = await Site.create('theme');
    await site.install('theme', { hostwright: { role: 'console-theme' } });
    expect(await discoverProviders({ directory: site.directory })).toMatchObject({ found: [], problems: [] });
  });
});
