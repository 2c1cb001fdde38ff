import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { runWell } from '../harness/run.js';
import { ROOT } from '../harness/workspace.js';
import { openRegistry } from '../registry/open-registry.js';
import { measureSizes } from './measure.js';
import { sizesPage } from './page.js';

/** Measures, and writes docs/package-sizes.md. */
export async function writeSizes(): Promise<void> {
  const { registry, close } = await openRegistry();
  try {
    const sizes = await measureSizes(registry);
    const npm = await runWell(['npm', '--version'], { cwd: ROOT, environment: registry.environment });
    const machine = {
      node: process.versions.node,
      npm: npm.out.trim(),
      processors: availableParallelism(),
      platform: `${process.platform} ${process.arch}`,
    };
    await writeFile(join(ROOT, 'docs/package-sizes.md'), sizesPage(sizes, machine));
  } finally {
    await close();
  }
}
