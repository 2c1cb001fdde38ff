/** `npm run docs`: writes the documents that are made; with `--check` it only compares them, and ends with 1 when one is stale. */
import { join } from 'node:path';
import { loadSource } from '../load-source.mjs';

const check = process.argv.includes('--check');

const { source, close } = await loadSource(join(import.meta.dirname, 'src/run.ts'));
try {
  const { checkDocuments, writeDocuments } = source;
  const problems = check ? checkDocuments((/** @type {string} */ line) => console.log(`note: ${line}`)) : writeDocuments();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await close();
}
