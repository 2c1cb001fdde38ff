/** `node tools/bootstrap.mjs node tools/mutants/run.mjs [--only ID] [--write]`: breaks the engine's rules one by one, and says who noticed. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createViteServer } from 'vitest/node';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'boolean', default: false } } });

// Runs the sources, as the tests do.
const server = await createViteServer({
  configFile: false,
  root: here,
  logLevel: 'error',
  server: { middlewareMode: true, watch: null, ws: false },
  optimizeDeps: { noDiscovery: true },
});
try {
  const { judgeMutants } = await server.ssrLoadModule(join(here, 'src/main.ts'));
  const missed = await judgeMutants({ only: values.only, write: values.write }, (/** @type {string} */ line) => console.log(line));
  console.log(missed === 0 ? 'every mutant was caught' : `${missed} mutants were missed, or could not be judged`);
  process.exitCode = missed === 0 ? 0 : 1;
} finally {
  await server.close();
}
