/** `node tools/bootstrap.mjs node tools/mutants/run.mjs --help`: breaks the engine's rules one by one, and says who noticed. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSource } from '../load-source.mjs';

const USAGE = `Usage: node tools/mutants/run.mjs [--only ID] [--write]
Breaks the engine's rules one by one, and says who noticed. Ends with 0 when every mutant was caught.
  --only ID  this one; their ids stand in tools/mutants/src/list
  --write    writes docs/proof/mutants.md afterwards`;

const values = readWords(process.argv.slice(2));
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

const { source, close } = await loadSource(join(import.meta.dirname, 'src/main.ts'));
try {
  const { judgeMutants } = source;
  const missed = await judgeMutants({ only: values.only, write: values.write }, (/** @type {string} */ line) => console.log(line));
  console.log(missed === 0 ? 'every mutant was caught' : `${missed} mutants were missed, or could not be judged`);
  process.exitCode = missed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  await close();
}

/** @param {string[]} args */
function readWords(args) {
  const only = /** @type {const} */ ({ type: 'string' });
  const flag = /** @type {const} */ ({ type: 'boolean', default: false });
  try {
    return parseArgs({ args, options: { only, write: flag, help: flag } }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return process.exit(2);
  }
}
