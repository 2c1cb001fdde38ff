import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SPECIFICATION_VERSION } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { newFiles } from './template-files.js';

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: object;
  readonly hostwright: object;
}

const repository = (path: string): string => readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
const files = new Map(
  newFiles({ id: 'tin-can', title: 'Tin & Can', packageName: '@acme/provider-tin' }).map(({ path, text }) => [path, text]),
);
const manifest = JSON.parse(files.get('package.json') ?? '') as Manifest;

describe('a new plugin', { tags: ['proof.create-provider', 'real'] }, () => {
  it('has every file that it needs, none with a name of the template', () => {
    const paths = [...files.keys()];
    expect(paths).toEqual(
      expect.arrayContaining([
        '.gitignore',
        'README.md',
        'package.json',
        'src/index.ts',
        'tsconfig.build.json',
        'tsconfig.json',
        'vitest.config.ts',
      ]),
    );
    expect(paths.filter((path) => /(?:^|\/)_|node_modules|dist/.test(path))).toEqual([]);
  });

  it('has its own names everywhere', () => {
    expect([...files].filter(([, text]) => /my-cloud|My Cloud|MY_CLOUD|myCloud/.test(text))).toEqual([]);
    expect(manifest).toMatchObject({ name: '@acme/provider-tin', description: expect.stringContaining('Tin & Can') });
    expect(files.get('src/definition.ts')).toContain("id: 'tin-can',\n  name: 'Tin & Can',");
    expect(files.get('src/starter.ts')).toContain('env:TIN_CAN_API_KEY');
  });

  it('keeps a name that looks like a placeholder', () => {
    const twins = newFiles({ id: 'my-cloud-2', title: 'My Cloud', packageName: 'my-cloud' });
    expect(twins.find(({ path }) => path === 'package.json')?.text).toContain('"name": "my-cloud"');
    expect(twins.find(({ path }) => path.endsWith('definition.ts'))?.text).toContain("id: 'my-cloud-2'");
  });

  it('declares itself as this version of the contract reads it', () => {
    expect(manifest.hostwright).toEqual({
      role: 'provider',
      providerId: 'tin-can',
      spec: SPECIFICATION_VERSION,
      conformance: './dist/conformance.js',
    });
    expect(existsSync(fileURLToPath(new URL('../template/src/conformance.ts', import.meta.url)))).toBe(true);
    expect(manifest.files).toEqual(['dist']);
  });

  it('asks for what the mock provider asks for, and for the tools of this repository', () => {
    const mock = JSON.parse(repository('plugins/mock/package.json')) as Manifest;
    expect(manifest.peerDependencies).toEqual(mock.peerDependencies);
    expect(manifest.peerDependenciesMeta).toEqual(mock.peerDependenciesMeta);
    const { '@hostwright/core': core, '@hostwright/provider-conformance': kit, ...tools } = manifest.devDependencies;
    expect({ '@hostwright/core': core, '@hostwright/provider-conformance': kit }).toEqual(manifest.peerDependencies);
    const catalog = repository('pnpm-workspace.yaml');
    const others = Object.entries({ ...manifest.dependencies, ...tools });
    expect(others.filter(([name, range]) => !new RegExp(`^ +'?${name}'?: \\^?${range.slice(1)}$`, 'm').test(catalog))).toEqual([]);
  });
});
