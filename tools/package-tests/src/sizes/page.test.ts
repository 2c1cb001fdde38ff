import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { publishablePackages, ROOT } from '../harness/workspace.js';
import { sizesPage } from './page.js';

it('tells sizes in KiB and times as multiples of an empty installation', () => {
  const empty = { packages: 1, bytes: 100, ms: 400 };
  const packages = [
    {
      name: '@hostwright/core',
      packedBytes: 70_000,
      unpackedBytes: 300,
      files: 9,
      installed: { packages: 2, bytes: 2_000_000, ms: 1_000 },
    },
  ];
  const text = sizesPage({ empty, packages }, { node: '24.1.0', npm: '11.0.0', processors: 2, platform: 'linux' });
  expect(text).toContain('| `@hostwright/core` | 68 | 1 | 9 | 2 | 1,953 | 2.5x |');
  expect(text).toContain('(400 ms)');
  expect(text).toContain('Node 24.1.0 and npm 11.0.0 on 2 processors');
});

it('stands in docs/ with a row for every package that is published', () => {
  const page = readFileSync(join(ROOT, 'docs/package-sizes.md'), 'utf8');
  const names = publishablePackages().map(({ manifest }) => manifest.name);
  expect(names.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});
