/** `node tools/bootstrap.mjs node tools/mutants/stryker.mjs --help`: measures the mutation score of journal and recovery. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createViteServer } from 'vitest/node';

const here = dirname(fileURLToPath(import.meta.url));
const USAGE = `Usage: node tools/mutants/stryker.mjs [--only FILE]...
Measures the mutation score of the engine's journal and recovery with Stryker, names each mutant that no test noticed, and writes
docs/proof/mutation-score.md. All files take hours.
  --only FILE  this one, below packages/core/src, for example engine/settle.ts; the page keeps the scores of the others`;

const values = readWords(process.argv.slice(2));
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

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
  const score = await measure(values.only, (/** @type {string} */ line) => console.log(`not noticed: ${line}`));
  console.log(`mutation score of what was measured: ${score.toFixed(1)} %`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  await server.close();
}

/** @param {string[]} args */
function readWords(args) {
  try {
    const only = /** @type {const} */ ({ type: 'string', multiple: true, default: [] });
    return parseArgs({ args, options: { only, help: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return process.exit(2);
  }
}
