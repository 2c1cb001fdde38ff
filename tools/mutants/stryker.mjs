/** `node tools/bootstrap.mjs node tools/mutants/stryker.mjs [--only engine/settle.ts]...`: measures the mutation score of journal and recovery. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createViteServer } from 'vitest/node';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });

// Runs the sources, as the tests do.
const server = await createViteServer({
  configFile: false,
  root: here,
  logLevel: 'error',
  server: { middlewareMode: true, watch: null, ws: false },
  optimizeDeps: { noDiscovery: true },
});
try {
  const { measure } = await server.ssrLoadModule(join(here, 'src/score/measure.ts'));
  const score = await measure(values.only);
  console.log(`mutation score of what was measured: ${score.toFixed(1)} %`);
} finally {
  await server.close();
}
