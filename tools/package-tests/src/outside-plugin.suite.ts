import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedIn } from './harness/dependency-tree.js';
import { emptyFolder } from './harness/empty-folder.js';
import type { Folder } from './harness/folder.js';
import { OTHER_CORE_VERSION, TIN } from './registry/outside-plugin.js';

interface ProviderRow {
  readonly provider: string;
  readonly package: string;
  readonly version: string;
}

async function providersOf(folder: Folder, ...words: readonly string[]): Promise<readonly ProviderRow[]> {
  const { out } = await folder.cli('providers', 'list', '--output', 'json', ...words);
  return JSON.parse(out) as readonly ProviderRow[];
}

/** What stands on the shelf, by the cloud's own file. */
async function statesOf(folder: Folder, site: string): Promise<readonly string[]> {
  return (JSON.parse(await folder.read(join(site, 'tin-cloud.json'))) as readonly { readonly state: string }[]).map(({ state }) => state);
}

async function machineNames(folder: Folder, site: string): Promise<readonly string[]> {
  const { out } = await folder.cli('machines', 'list', '--config', site, '--output', 'json');
  return (JSON.parse(out) as readonly { readonly name: string }[]).map(({ name }) => name);
}

describe('a plugin that somebody else made and packed', () => {
  it('is there as soon as it is installed, without any edit', { tags: ['plugins.discovery', 'real'] }, async () => {
    await using folder = await emptyFolder();
    await folder.install('@hostwright/host-factory');
    await folder.cli('init', 'site', '--provider', 'mock', '--non-interactive');
    expect((await providersOf(folder, '--config', 'site')).map(({ provider }) => provider)).toEqual(['mock']);
    await folder.install('@acme/provider-tin');
    const both = [{ provider: 'mock' }, { provider: 'tin', package: '@acme/provider-tin', version: TIN.plain }];
    expect(await providersOf(folder)).toMatchObject(both);
    expect(await providersOf(folder, '--config', 'site')).toMatchObject(both);
    await folder.succeed('npm', 'uninstall', '@acme/provider-tin');
    expect((await providersOf(folder, '--config', 'site')).map(({ provider }) => provider)).toEqual(['mock']);
  });

  it('serves a request and takes its machines back', { tags: ['plugins.discovery', 'real'] }, async () => {
    await using folder = await emptyFolder();
    await folder.install('@hostwright/host-factory', '@acme/provider-tin');
    await folder.cli('init', 'site', '--provider', 'tin', '--non-interactive');
    await folder.cli('machines', 'request', 'can', '2', '--wait', '--config', 'site');
    expect(await statesOf(folder, 'site')).toEqual(['UP', 'UP']);
    await folder.cli('machines', 'return', ...(await machineNames(folder, 'site')), '--wait', '--config', 'site');
    expect(await statesOf(folder, 'site')).toEqual(['CRUSHED', 'CRUSHED']);
    await folder.cli('agent', 'stop', '--config', 'site');
  });

  it(
    'is refused by name and version when it was written for a contract that we do not know',
    {
      tags: ['plugins.refusals', 'real'],
    },
    async () => {
      await using folder = await emptyFolder();
      await folder.install('@hostwright/host-factory', `@acme/provider-tin@${TIN.unknownSpecification}`);
      const refusal = new RegExp(
        `@acme/provider-tin@${TIN.unknownSpecification} is written for specification 'v9'.*install versions of both`,
      );
      const list = await folder.cli('providers', 'list');
      expect(list.err).toMatch(refusal);
      expect(list.out).not.toContain('tin');
      const init = await folder.run('npx', 'host-factory', 'init', 'site', '--provider', 'tin', '--non-interactive');
      expect(init.code).toBe(4);
      expect(init.err.trimEnd().split('\n')).toEqual([expect.stringMatching(refusal)]);
    },
  );
});

describe('two versions of core side by side', { tags: ['plugins.two-cores', 'real'] }, () => {
  it('work together: the engine understands what a plugin with its own core throws', async () => {
    await using folder = await emptyFolder();
    await folder.install('@hostwright/host-factory', `@acme/provider-tin@${TIN.withOwnCore}`);
    const { packages, problems } = await installedIn(folder);
    expect(problems).toEqual([]);
    const cores = packages.filter((name) => name.startsWith('@hostwright/core@'));
    expect(cores).toHaveLength(2);
    expect(cores).toContain(`@hostwright/core@${OTHER_CORE_VERSION}`);

    await folder.cli('init', 'site', '--provider', 'tin', '--non-interactive');
    await folder.cli('machines', 'request', 'can', '1', '--wait', '--config', 'site');
    expect(await statesOf(folder, 'site')).toEqual(['UP']);
    const refused = await folder.run(
      'npx',
      'host-factory',
      'machines',
      'request',
      'barrel',
      '1',
      '--wait',
      '--config',
      'site',
      '--output',
      'json',
    );
    expect(refused.code).toBe(10);
    // A class that is not recognised would be taken for an unknown outcome, and looked for instead of told.
    expect(JSON.parse(refused.out)).toMatchObject({ reasons: [{ reason: 'Capacity', code: 'NoBarrelLeft' }] });
    await folder.cli('agent', 'stop', '--config', 'site');
  });

  it('agree on their errors by brand, not by class', async () => {
    await using folder = await emptyFolder();
    await folder.install('@hostwright/core', `older-core@npm:@hostwright/core@${OTHER_CORE_VERSION}`);
    await folder.write(
      'brands.mjs',
      `import { HostFactoryError, isHostFactoryError, isProviderError, ProviderError } from '@hostwright/core';
import * as older from 'older-core';
const theirs = new older.ProviderError('Capacity', 'none left');
const ours = new HostFactoryError('ProviderNotInstalled', 'not there');
console.log(JSON.stringify([theirs instanceof ProviderError, isProviderError(theirs), older.isHostFactoryError(ours), isHostFactoryError(theirs)]));`,
    );
    expect(JSON.parse((await folder.succeed('node', 'brands.mjs')).out)).toEqual([false, true, true, false]);
  });
});
