import { type Block, blocksOf, exitCodeOf } from './blocks.js';
import type { Run, Sandbox } from './sandbox.js';
import { missingLine } from './shown-output.js';

/**
 * Follows a document as a reader would: writes the files that it shows, runs its `sh` blocks and its `ts run` blocks in order, and holds
 * each shown output (`text` right behind a block that runs) against what was printed.
 *
 * Files are blocks with a name (`yaml hostwright.yaml`, `ts src/index.ts`). `exit=N` says what a block ends with. `sh parse` is not run: it belongs to another
 * host; {@link checkBlocks} looks at its words.
 *
 * @throws {Error} a block ended otherwise than said, or did not print what is shown
 */
export async function runDocument(name: string, document: string, sandbox: Pick<Sandbox, 'write' | 'sh' | 'module'>): Promise<void> {
  let last: { readonly block: Block; readonly run: Run } | undefined;
  for (const block of blocksOf(document)) {
    const fail = (what: string, run: Run) => new Error(`${name}:${block.line} ${what}\n${block.text}\n--- printed:\n${run.output}`);
    if (block.language === 'text') {
      const missing = last === undefined ? undefined : missingLine(block.text, last.run.output);
      if (last !== undefined && missing !== undefined) throw fail(`does not print: ${missing}`, last.run);
      last = undefined;
      continue;
    }
    last = undefined;
    const run = await runBlock(block, sandbox);
    if (run === undefined) continue;
    if (run.exitCode !== exitCodeOf(block)) throw fail(`ended with ${run.exitCode}`, run);
    last = { block, run };
  }
}

async function runBlock(block: Block, sandbox: Pick<Sandbox, 'write' | 'sh' | 'module'>): Promise<Run | undefined> {
  const { language, words, text } = block;
  if (language === 'sh' && !words.includes('parse')) return sandbox.sh(text);
  if (language === 'ts' && words.includes('run')) return sandbox.module(text);
  const file = words.find((word) => word.includes('.'));
  if (['json', 'yaml', 'ini', 'ts'].includes(language) && file !== undefined) sandbox.write(file, `${text}\n`);
  return undefined;
}
