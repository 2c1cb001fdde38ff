/** `npm run docs`: writes the documents that are made; with `--check` it only compares them, and ends with 1 when one is stale. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createViteServer } from 'vitest/node';

const here = dirname(fileURLToPath(import.meta.url));
const check = process.argv.includes('--check');

// The documents are made from sources, as the tests are run: nothing has to be built.
const conditions = ['@hostwright/source', 'module', 'node', 'development|production'];
const server = await createViteServer({
  configFile: false,
  root: here,
  logLevel: 'error',
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  server: { middlewareMode: true, watch: null, ws: false },
  optimizeDeps: { noDiscovery: true },
});
try {
  const { checkDocuments, writeDocuments } = await server.ssrLoadModule(join(here, 'src/run.ts'));
  const problems = check ? checkDocuments((/** @type {string} */ line) => console.log(`note: ${line}`)) : writeDocuments();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await server.close();
}
