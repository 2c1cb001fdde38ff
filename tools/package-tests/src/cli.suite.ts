import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedIn } from './harness/dependency-tree.js';
import { emptyFolder } from './harness/empty-folder.js';
import type { Folder } from './harness/folder.js';
import { countLiveMachines } from './harness/mock-cloud.js';

/** Whatever belongs to the clouds that we know. */
const CLOUD = /aws|amazon|google|gcp|azure|microsoft|kubernetes|k8s/i;

let folder: Folder;
beforeAll(async () => {
  folder = await emptyFolder();
  await folder.install('@hostwright/host-factory', '@hostwright/provider-mock');
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('the command line with the mock provider, installed into an empty folder', { tags: ['packages.install', 'real'] }, () => {
  it('brings no other provider and no cloud’s library', async () => {
    const { packages, problems } = await installedIn(folder);
    expect(problems).toEqual([]);
    expect(packages.filter((name) => name.includes('/provider-'))).toEqual([expect.stringMatching(/^@hostwright\/provider-mock@/)]);
    expect(packages.filter((name) => CLOUD.test(name))).toEqual([]);
    expect(packages.map((name) => name.replace(/@[^@]*$/, ''))).toEqual([
      '@hostwright/core',
      '@hostwright/host-factory',
      '@hostwright/provider-mock',
      'zod',
    ]);
  });

  it('says the version that was installed', async () => {
    const { packages } = await installedIn(folder);
    const { out } = await folder.cli('--version');
    expect(packages).toContain(`@hostwright/host-factory@${out.trim()}`);
  });

  it('makes a site, gets machines and returns them', async () => {
    const cloud = join(folder.path, 'site/mock-cloud.db');
    await folder.cli('init', 'site', '--provider', 'mock', '--non-interactive');
    const { out } = await folder.cli('machines', 'request', 'small', '2', '--wait', '--config', 'site', '--output', 'json');
    const { machines } = JSON.parse(out) as { readonly machines: readonly { readonly machineId: string }[] };
    expect(machines).toHaveLength(2);
    expect(countLiveMachines(cloud)).toBe(2);
    await folder.cli('machines', 'return', ...machines.map(({ machineId }) => machineId), '--wait', '--config', 'site');
    expect(countLiveMachines(cloud)).toBe(0);
    await folder.cli('agent', 'stop', '--config', 'site');
  });

  it('plays its demonstration to the end', async () => {
    const { out } = await folder.cli('demo');
    expect(out).toMatch(/^machines delivered +3$/m);
    expect(out).toMatch(/^leaked .* 0$/m);
    expect(out).toMatch(/^doubled .* 0$/m);
  });
});
