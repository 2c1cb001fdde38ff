/** `node tools/kill-runs/run.mjs --help`: plays runs in which processes are killed, and judges each. Builds the command line first. */
import { join } from 'node:path';
import { loadSource } from '../load-source.mjs';

const { source, close } = await loadSource(join(import.meta.dirname, 'src/main.ts'));
try {
  const { main } = source;
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  await close();
}
