import { describe, expect, it } from 'vitest';
import { packageShapeViolations } from './package-shape.js';
import { plant, readRepository } from './tree.js';

const ENTRY = { '@hostwright/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' };
const PUBLISHED = { types: './dist/index.d.ts', default: './dist/index.js' };
const GOOD = {
  name: '@hostwright/provider-x',
  description: 'X.',
  license: 'Apache-2.0',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=24' },
  repository: { directory: 'plugins/x' },
  files: ['dist'],
  exports: { '.': ENTRY },
  publishConfig: { exports: { '.': PUBLISHED } },
  hostwright: { role: 'provider', providerId: 'x', spec: 'v1-preview.1' },
  peerDependencies: { '@hostwright/core': '>=0.1.0 <1.0.0' },
};

function check(change: object, readme = '# X'): readonly string[] {
  return packageShapeViolations(plant({ 'plugins/x/package.json': JSON.stringify({ ...GOOD, ...change }), 'plugins/x/README.md': readme }));
}

describe('packages', { tags: ['proof.package-shape', 'real'] }, () => {
  it('of this repository can be published as they are', () => {
    expect(packageShapeViolations(readRepository())).toEqual([]);
  });

  it('are accepted when complete, or private', () => {
    expect(check({})).toEqual([]);
    expect(check({ private: true, license: 'none' })).toEqual([]);
  });

  it.each([
    [{ license: 'MIT' }, 'license is not Apache-2.0'],
    [{ type: 'commonjs' }, 'type is not module'],
    [{ sideEffects: true }, 'sideEffects is not false'],
    [{ engines: {} }, 'engines.node is not >=24'],
    [{ repository: {} }, 'repository.directory is not plugins/x'],
    [{ files: ['src', 'dist'] }, 'files lists sources'],
    [{ files: [] }, 'files does not list dist'],
    [{ description: undefined }, 'has no description'],
    [{ main: './dist/index.js' }, 'has main'],
    [{ publishConfig: {} }, 'publishConfig.exports is missing'],
    [{ publishConfig: { exports: { '.': ENTRY } } }, 'publishConfig.exports differs'],
    [{ name: '@hostwright/x' }, 'its name is not @hostwright/provider-x'],
    [{ hostwright: { ...GOOD.hostwright, role: 'ui' } }, 'hostwright.role is not provider'],
    [{ hostwright: { ...GOOD.hostwright, providerId: 'y' } }, 'hostwright.providerId is not x'],
    [{ hostwright: { role: 'provider', providerId: 'x' } }, 'hostwright.spec is missing'],
    [{ dependencies: { '@hostwright/core': 'workspace:^' } }, '@hostwright/core is a dependency: make it a peer dependency only'],
    [{ peerDependencies: {} }, '@hostwright/core is not a peer dependency'],
  ])('are refused with %j', (change, message) => {
    expect(check(change)).toEqual([expect.stringMatching(new RegExp(`^plugins/x: ${message}`))]);
  });

  it('are refused without types, exports or a README', () => {
    const untyped = { '.': { '@hostwright/source': './src/index.ts', default: './dist/index.js' } };
    expect(check({ exports: untyped, publishConfig: { exports: { '.': { default: './dist/index.js' } } } })).toContain(
      'plugins/x: exports["."] has no types',
    );
    expect(check({ exports: undefined, publishConfig: {} })).toContain('plugins/x: has no exports');
    expect(check({}, ' ')).toEqual(['plugins/x: has no README.md']);
  });
});
