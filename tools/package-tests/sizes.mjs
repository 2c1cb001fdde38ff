/** `npm run sizes`: measures the packages as they are built now, and writes docs/package-sizes.md. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createViteServer } from 'vitest/node';

const here = dirname(fileURLToPath(import.meta.url));

const build = spawnSync('turbo', ['run', 'build', '--output-logs=errors-only'], { cwd: dirname(dirname(here)), encoding: 'utf8' });
if (build.status !== 0) throw new Error(`the build failed: ${build.stdout}${build.stderr}`);

// Runs the sources, as the tests do.
const server = await createViteServer({
  configFile: false,
  root: here,
  logLevel: 'error',
  server: { middlewareMode: true, watch: null, ws: false },
  optimizeDeps: { noDiscovery: true },
});
try {
  const { writeSizes } = await server.ssrLoadModule(join(here, 'src/sizes/main.ts'));
  await writeSizes();
} finally {
  await server.close();
}
