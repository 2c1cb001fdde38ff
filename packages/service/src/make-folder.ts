import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it; one that is there already is as good. Not `mkdirSync` with `recursive`: where a file system answers
 * ENOENT although the folder above is there, as /proc does, that one tries for ever.
 *
 * @throws {NodeJS.ErrnoException} it is not there and cannot be made
 */
export function makeFolder(path: string, mode = 0o777): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process made it in between.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}
