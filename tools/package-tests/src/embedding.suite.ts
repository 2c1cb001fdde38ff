import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedIn } from './harness/dependency-tree.js';
import { emptyFolder } from './harness/empty-folder.js';
import { ROOT } from './harness/workspace.js';

/** The example of the README, to the letter. */
function example(): string {
  const code = /^## Embed it\n[\s\S]*?```ts\n([\s\S]*?)```/m.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1];
  if (code === undefined) throw new Error('README.md has no example under "## Embed it"');
  return code;
}

describe('core, store and mock provider in somebody’s own program', { tags: ['packages.embedding', 'real'] }, () => {
  it('are installed without the command line, and run the example of the README', async () => {
    await using folder = await emptyFolder();
    await folder.install('@hostwright/core', '@hostwright/store', '@hostwright/provider-mock');
    const { packages, problems } = await installedIn(folder);
    expect(problems).toEqual([]);
    expect(packages.map((name) => name.replace(/@[^@]*$/, ''))).toEqual([
      '@hostwright/core',
      '@hostwright/provider-mock',
      '@hostwright/store',
      'kysely',
      'zod',
    ]);
    await folder.write('example.mjs', example());
    const { out } = await folder.succeed('node', 'example.mjs');
    expect(out).toMatch(/^\[ 'mock-[^']+', 'mock-[^']+' \]\n$/);
  });

  it('take no more than 15 lines', () => {
    const lines = example()
      .split('\n')
      .filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThanOrEqual(15);
  });
});
