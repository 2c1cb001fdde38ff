import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from '../apply.js';

/** What the tests load. Links between these packages stay within the copy. */
const COPIED = ['package.json', 'tsconfig.base.json', 'packages/core', 'packages/store', 'plugins/mock', 'tools/engine-spec'];

const configOf = (tests: readonly string[]): string => `import { defineConfig } from 'vitest/config';
const conditions = ['@hostwright/source', 'module', 'node', 'development|production'];
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ${JSON.stringify(tests)}, strictTags: false, fsModuleCache: false, testTimeout: 600_000, hookTimeout: 600_000 },
});
`;

/**
 * Copies what is mutated and what tests it: Stryker writes into sources, and never into the working tree.
 * @param tests - patterns of the tests that are run, from the repository's root
 */
export async function copyTree(folder: string, tests: readonly string[]): Promise<void> {
  for (const path of COPIED) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(join(ROOT, path), join(folder, path), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !/[/\\](?:dist|\.turbo)$/.test(source),
    });
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'vitest.config.ts'), configOf(tests));
}
