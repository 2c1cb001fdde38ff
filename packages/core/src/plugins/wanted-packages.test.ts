import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { discoverProviders } from './discover-providers.js';
import { findProvider } from './find-provider.js';
import { metadata, Site } from './testing/site.js';

const APP = 'node_modules/@acme/app';

/** A program that is installed in a project, and brings a plugin of its own. */
async function installedProgram(projectManifest: object | undefined): Promise<Site> {
  const site = await Site.create();
  await rm(`${site.directory}/package.json`);
  if (projectManifest !== undefined) await site.write('package.json', JSON.stringify(projectManifest));
  await site.write(`${APP}/package.json`, '{"name":"@acme/app","dependencies":{"provider-mock":"*"}}');
  await site.install('provider-mock', { hostwright: metadata('mock'), version: '1.0.0' });
  return site;
}

async function idsFrom(site: Site, folder = APP): Promise<readonly string[]> {
  return (await discoverProviders({ directory: `${site.directory}/${folder}` })).found.map((entry) => entry.providerId);
}

describe('plugins beside a program that is installed', { tags: ['plugins.beside-the-program', 'real'] }, () => {
  it.each(['dependencies', 'optionalDependencies', 'devDependencies'])('are those that the project names among its %s', async (field) => {
    await using site = await installedProgram({ [field]: { '@acme/app': '*', '@acme/provider-tin': '*' } });
    await site.install('@acme/provider-tin', { hostwright: metadata('tin') });
    await site.install('provider-zinc', { hostwright: metadata('zinc') });
    expect(await idsFrom(site)).toEqual(['mock', 'tin']);
  });

  it('are found by the link of a package manager that keeps packages in a store', async () => {
    await using site = await Site.create('@acme/app', '@acme/provider-tin');
    const real = await site.installLinked('@acme/app');
    await site.installLinked('@acme/provider-tin', { hostwright: metadata('tin') });
    const { found, sources } = await discoverProviders({ directory: `${site.directory}/${APP}` });
    expect(found.map((entry) => entry.providerId)).toEqual(['tin']);
    expect(sources).toEqual([`${real}/package.json`, `${site.directory}/package.json`]);
  });

  it('hold against the copy that the program brings itself', async () => {
    await using site = await installedProgram({ dependencies: { '@acme/app': '*', 'provider-mock': '*' } });
    await site.install('provider-mock', { hostwright: metadata('mock'), version: '0.9.0' }, `${APP}/node_modules`);
    const discovery = await discoverProviders({ directory: `${site.directory}/${APP}` });
    expect(discovery.problems).toEqual([]);
    expect(findProvider(discovery, 'mock').version).toBe('1.0.0');
  });

  it('are everything at the top of a folder without package.json, as below a global prefix', async () => {
    await using site = await installedProgram(undefined);
    await site.install('@acme/provider-tin', { hostwright: metadata('tin') });
    await site.install('provider-zinc', { hostwright: metadata('zinc') });
    await site.install('provider-iron', { hostwright: metadata('iron') }, 'node_modules/provider-zinc/node_modules');
    await site.write('node_modules/no-package/readme.txt', '');
    await site.write('node_modules/.package-lock.json', '{}');
    const { found, problems, sources } = await discoverProviders({ directory: `${site.directory}/${APP}` });
    expect(found.map((entry) => entry.providerId)).toEqual(['mock', 'tin', 'zinc']);
    expect(problems).toEqual([]);
    expect(sources).toContain(`${site.directory}/node_modules`);
  });

  it('are missed with a word when the project cannot be read, and the program keeps its own', async () => {
    await using site = await installedProgram({});
    await site.write('package.json', '{');
    const { found, problems } = await discoverProviders({ directory: `${site.directory}/${APP}` });
    expect(found.map((entry) => entry.providerId)).toEqual(['mock']);
    expect(problems).toMatchObject([
      { code: 'InvalidConfiguration', message: expect.stringContaining(`${site.directory}/package.json: cannot be read`) as string },
    ]);
  });

  it('are not looked for where the program is not installed', async () => {
    await using site = await Site.create('@acme/provider-tin');
    await site.install('@acme/provider-tin', { hostwright: metadata('tin') });
    await site.write('apps/app/package.json', '{"dependencies":{}}');
    expect(await idsFrom(site, 'apps/app')).toEqual([]);
  });
});
