import { closeSync, fsyncSync, mkdirSync, openSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../cli/command-error.js';
import type { NewFile } from './starter-files.js';
import type { Target } from './target.js';

const FOLDER_MODE = 0o755;
/** Settings may name secrets. */
const FILE_MODE = 0o640;

/**
 * Writes files into a folder that has no configuration yet: all of them, or none.
 *
 * @returns their paths
 * @throws {CommandError} the folder cannot be written, or one of the files is there by now; nothing is left behind
 */
export function writeNewFiles({ directory, missing }: Target, files: readonly NewFile[]): readonly string[] {
  const undo: (() => void)[] = [];
  try {
    for (const folder of missing) makeNewFolder(folder, undo);
    return files.map(({ name, text }) => writeNewFile(join(directory, name), text, undo));
  } catch (error) {
    for (const step of undo.toReversed()) step();
    const { code = (error as Error).message } = error as NodeJS.ErrnoException;
    throw new CommandError(
      'init-not-written',
      `${directory} cannot be written (${code}); nothing was left there. Choose a folder that you may write to, with room on its disk.`,
    );
  }
}

/** One by one: `recursive` tries for ever where a file system answers ENOENT although the folder above is there. */
function makeNewFolder(path: string, undo: (() => void)[]): void {
  mkdirSync(path, { mode: FOLDER_MODE });
  undo.push(() => rmdirSync(path));
}

function writeNewFile(path: string, text: string, undo: (() => void)[]): string {
  const file = openSync(path, 'wx', FILE_MODE);
  undo.push(() => unlinkSync(path));
  try {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return path;
}
