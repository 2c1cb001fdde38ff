import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Edit, Mutant } from './mutant.js';

/** The repository. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Where the mutated sources are. */
export const SOURCES = join(ROOT, 'packages/core/src');

/** The files of a mutant as it changes them, by their names below packages/core/src. The working tree stays as it is. */
export function mutatedFiles({ id, edits }: Mutant, read: (file: string) => string = readSource): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const edit of edits) files.set(edit.file, applied(id, edit, files.get(edit.file) ?? read(edit.file)));
  return files;
}

function applied(id: string, { file, find, replace }: Edit, source: string): string {
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined) throw stale(id, file, 'does not stand there any more', find);
  if (more.length > 0) throw stale(id, file, `stands there ${more.length + 1} times`, find);
  return before + replace + after;
}

function stale(id: string, file: string, why: string, find: string): Error {
  const line = find.trim().split('\n', 1)[0] ?? '';
  return new Error(
    `mutant '${id}': its text in packages/core/src/${file} ${why}: ${line}. Bring tools/mutants/src/list up to date with the engine.`,
  );
}

function readSource(file: string): string {
  return readFileSync(join(SOURCES, file), 'utf8');
}
