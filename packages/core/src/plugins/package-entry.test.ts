import { describe, expect, it } from 'vitest';
import { entryUrl } from './package-entry.js';
import type { PackageJson } from './package-json.js';

const BASE = 'file:///opt/site/node_modules/provider-aws/';

describe('the entry of a package', () => {
  it.each<[string, PackageJson, string | undefined]>([
    ['exports as a text', { exports: './dist/index.js' }, 'dist/index.js'],
    ['the root among exported paths', { exports: { './x': './x.js', '.': './dist/index.js' } }, 'dist/index.js'],
    ['the first condition that holds', { exports: { types: './a.d.ts', import: './b.js', default: './c.js' } }, 'b.js'],
    ['no condition that an import does not meet', { exports: { require: './a.cjs', browser: './b.js', default: './c.js' } }, 'c.js'],
    ['conditions within conditions', { exports: { '.': { node: { require: './a.cjs', import: './b.js' }, default: './c.js' } } }, 'b.js'],
    ['the next condition where an inner one holds nothing', { exports: { node: { require: './a.cjs' }, default: './c.js' } }, 'c.js'],
    [
      'a source condition is not for us',
      { exports: { '@hostwright/source': './src/index.ts', default: './dist/index.js' } },
      'dist/index.js',
    ],
    ['main where there are no exports', { main: 'lib/main.js' }, 'lib/main.js'],
    ['index.js where there is nothing', {}, 'index.js'],
    ['a name with a blank', { exports: './my entry.js' }, 'my%20entry.js'],
    ['exports win over main', { exports: { './x': './x.js' }, main: 'main.js' }, undefined],
    ['a path without ./', { exports: 'dist/index.js' }, undefined],
    ['a path that leaves the folder', { exports: './../../evil.js' }, undefined],
    ['a main that leaves the folder', { main: '../evil.js' }, undefined],
    ['the folder itself', { main: '.' }, undefined],
    ['a null target', { exports: { '.': null } }, undefined],
    ['a number', { exports: 7 }, undefined],
    ['a main that is no text', { main: {} }, undefined],
  ])('is found by %s', (_what, manifest, expected) => {
    const url = entryUrl({ directory: '/opt/site/node_modules/provider-aws', manifest });
    expect(url).toBe(expected === undefined ? undefined : BASE + expected);
  });
});
