/** `node tools/kill-runs/run.mjs --help`: plays runs in which processes are killed, and judges each. Builds the command line first. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createViteServer } from 'vitest/node';

const here = dirname(fileURLToPath(import.meta.url));
const conditions = ['@hostwright/source', 'module', 'node', 'development|production'];
const server = await createViteServer({
  configFile: false,
  root: here,
  logLevel: 'error',
  resolve: { conditions },
  ssr: { resolve: { conditions }, noExternal: [/^@hostwright\//] },
  server: { middlewareMode: true, watch: null, ws: false },
  optimizeDeps: { noDiscovery: true },
});
try {
  const { main } = await server.ssrLoadModule(fileURLToPath(new URL('./src/main.ts', import.meta.url)));
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  await server.close();
}
