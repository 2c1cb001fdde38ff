import { readdir, readFile, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Manifest, publishablePackages, ROOT } from './harness/workspace.js';
import { unpack } from './registry/pack.js';

let into: string;
beforeAll(async () => {
  into = await mkdtemp(join(tmpdir(), 'hostwright-archives-'));
});
afterAll(() => rm(into, { recursive: true, force: true }));

/** Everything in an archive, by path. */
async function contentOf(name: string): Promise<ReadonlyMap<string, string>> {
  const folder = await unpack(inject('registry').archives[name] ?? '', into);
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name));
  return new Map(await Promise.all(paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const)));
}

/** Files that are for the package's users, beside what every package has. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  '@hostwright/provider-aws': ['iam-policy.json'],
  '@hostwright/provider-kubernetes': ['rbac.yaml'],
};

describe.each(publishablePackages().map(({ manifest }) => manifest.name))(
  'the archive of %s',
  { tags: ['packages.archives', 'real'] },
  (name) => {
    let files: ReadonlyMap<string, string>;
    let manifest: Manifest;
    beforeAll(async () => {
      files = await contentOf(name);
      manifest = JSON.parse(files.get('package.json') ?? '') as Manifest;
    });

    it('holds what is built, schemas, licence and README, and no source', () => {
      // What create-provider hands out is sources.
      const own = [...files.keys()].filter((path) => name !== '@hostwright/create-provider' || !path.startsWith('template/'));
      const others = own.filter((path) => !/^(?:dist|schemas)\//.test(path));
      expect(others.toSorted()).toEqual(['LICENSE', 'README.md', ...(BESIDE[name] ?? []), 'package.json'].toSorted());
      expect(own.filter((path) => /(?<!\.d)\.ts$|\.map$|\.test\./.test(path))).toEqual([]);
    });

    it('tells nothing of the machine that built it', () => {
      const tell = [...files].filter(
        ([, text]) => text.includes(ROOT) || (homedir() !== '/' && text.includes(`${homedir()}/`)) || text.includes('sourceMappingURL='),
      );
      expect(tell.map(([path]) => path)).toEqual([]);
    });

    it('asks for packages by ranges that a registry understands', () => {
      const ranges = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies });
      for (const [, range] of ranges) expect(range).toMatch(/^(?:[\^~]?\d+\.\d+\.\d+|>=\d+\.\d+\.\d+ <\d+\.0\.0)$/);
      expect(JSON.stringify(manifest.exports)).not.toContain('@hostwright/source');
    });

    it('has every file that it exports or runs', () => {
      const targets = (value: unknown): readonly string[] =>
        typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(targets);
      const missing = [...targets(manifest.exports), ...targets(manifest.bin)]
        .map((target) => target.replace('./', ''))
        .filter((target) => !target.includes('*') && !files.has(target));
      expect(missing).toEqual([]);
    });
  },
);

describe('a plugin', { tags: ['packages.archives', 'real'] }, () => {
  it.each(
    publishablePackages()
      .filter(({ manifest }) => manifest.hostwright?.role === 'provider')
      .map(({ manifest }) => manifest),
  )('($name) takes any core of this major version', ({ peerDependencies }) => {
    expect(peerDependencies?.['@hostwright/core']).toMatch(/^>=0\.\d+\.0 <1\.0\.0$|^>=(\d+)\.0\.0 <\d+\.0\.0$/);
  });
});
