/** `node tools/bootstrap.mjs node tools/mutants/stryker.mjs --help`: measures the mutation score of journal and recovery. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSource } from '../load-source.mjs';

const USAGE = `Usage: node tools/mutants/stryker.mjs [--only FILE]...
Measures the mutation score of the engine's journal and recovery with Stryker, names each mutant that no test noticed, and writes
docs/proof/mutation-score.md. All files take hours.
  --only FILE  this one, below packages/core/src, for example engine/settle.ts; the page keeps the scores of the others`;

const values = readWords(process.argv.slice(2));
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

const { source, close } = await loadSource(join(import.meta.dirname, 'src/score/measure.ts'));
try {
  const { measure } = source;
  const score = await measure(values.only, (/** @type {string} */ line) => console.log(`not noticed: ${line}`));
  console.log(`mutation score of what was measured: ${score.toFixed(1)} %`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  await close();
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
