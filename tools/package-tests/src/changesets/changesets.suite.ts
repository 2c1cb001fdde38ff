import { describe, expect, it } from 'vitest';
import type { Manifest } from '../harness/workspace.js';
import { ScratchClone } from './scratch-clone.js';

const LIBRARIES = ['core', 'host-factory-protocol', 'service', 'store'];

/** Every published package at one version, plugins with the peer range that belongs to it. */
async function everythingAt(clone: ScratchClone, version: string, peerRange: string): Promise<void> {
  await clone.edit((manifest: Manifest) => ({
    ...manifest,
    version,
    ...(manifest.peerDependencies === undefined ? {} : { peerDependencies: { '@hostwright/core': peerRange } }),
  }));
}

describe('the next release', { tags: ['packages.versions', 'real'] }, () => {
  it('uses up every changeset that waits, and tells the users of each package about it', async () => {
    using clone = await ScratchClone.make('own');
    const before = clone.versions();
    const waiting = clone.waiting();
    await clone.version();
    expect(clone.waiting()).toEqual([]);
    const changed = Object.entries(clone.versions()).filter(([name, version]) => before[name] !== version);
    expect(changed.length > 0).toBe(waiting.length > 0);
    for (const [name, version] of changed) expect(clone.newsOf(name)).toMatch(new RegExp(`^${version}\\n`));
  });
});

describe.each([
  { era: 'below 1.0', at: '0.4.2', range: '>=0.1.0 <1.0.0', breaking: 'minor', patched: '0.4.3', broken: '0.5.0' },
  { era: 'from 1.0 on', at: '1.4.2', range: '>=1.0.0 <2.0.0', breaking: 'major', patched: '1.4.3', broken: '2.0.0' },
])('a change of core $era', { tags: ['packages.versions', 'real'] }, ({ at, range, breaking, patched, broken }) => {
  async function release(changeset: Readonly<Record<string, string>>): Promise<ScratchClone> {
    const clone = await ScratchClone.make(changeset);
    await everythingAt(clone, at, range);
    await clone.version();
    return clone;
  }

  it('that mends something raises core and the command line that bundles it, and nothing else', async () => {
    using clone = await release({ core: 'patch', 'host-factory': 'patch' });
    const same = Object.fromEntries(Object.keys(clone.versions()).map((name) => [name, at]));
    expect(clone.versions()).toEqual({ ...same, core: patched, 'host-factory': patched });
    expect(clone.newsOf('core')).toContain('Told to the users.');
    expect(clone.newsOf('host-factory')).toContain('Told to the users.');
    expect(clone.newsOf('store')).toBe('');
  });

  it('that breaks something takes the libraries on top of it along to the same version', async () => {
    using clone = await release({ core: breaking, 'host-factory': 'patch', ...(breaking === 'major' && { 'provider-mock': 'major' }) });
    expect(clone.versions()).toMatchObject({ ...Object.fromEntries(LIBRARIES.map((name) => [name, broken])), 'host-factory': patched });
    expect(clone.newsOf('store')).toContain(`@hostwright/core@${broken}`);
  });
});

describe('a plugin', { tags: ['packages.versions', 'real'] }, () => {
  it.each([
    ['0.4.2', '>=0.1.0 <1.0.0'],
    ['1.4.2', '>=1.0.0 <2.0.0'],
  ])('stays where it is at %s when core gets something new within its peer range', async (at, range) => {
    using clone = await ScratchClone.make({ core: 'minor', 'host-factory': 'patch' });
    await everythingAt(clone, at, range);
    await clone.version();
    expect(clone.manifests()['@hostwright/provider-mock']).toMatchObject({ version: at, peerDependencies: { '@hostwright/core': range } });
    expect(clone.newsOf('provider-mock')).toBe('');
  });

  it('moves its peer range along when core leaves it', async () => {
    using clone = await ScratchClone.make({ core: 'major', 'provider-mock': 'major', 'host-factory': 'patch' });
    await everythingAt(clone, '1.4.2', '>=1.0.0 <2.0.0');
    await clone.version();
    expect(clone.manifests()['@hostwright/provider-mock']).toMatchObject({
      version: '2.0.0',
      peerDependencies: { '@hostwright/core': '>=2.0.0 <3.0.0' },
    });
  });

  it('that changes is followed by the command line only when it leaves the range that this states', async () => {
    using clone = await ScratchClone.make({ 'provider-mock': 'patch' });
    await everythingAt(clone, '0.4.2', '>=0.1.0 <1.0.0');
    await clone.version();
    expect(clone.versions()).toMatchObject({ 'provider-mock': '0.4.3', 'host-factory': '0.4.2', core: '0.4.2' });
  });
});
