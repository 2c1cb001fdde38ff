/** `npm run sizes`: measures the packages as they are built now, and writes docs/package-sizes.md. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { loadSource } from '../load-source.mjs';

const build = spawnSync('turbo', ['run', 'build', '--output-logs=errors-only'], {
  cwd: dirname(dirname(import.meta.dirname)),
  encoding: 'utf8',
});
if (build.status !== 0) throw new Error(`the build failed: ${build.stdout}${build.stderr}`);

const { source, close } = await loadSource(join(import.meta.dirname, 'src/sizes/main.ts'));
try {
  const { writeSizes } = source;
  await writeSizes();
} finally {
  await close();
}
