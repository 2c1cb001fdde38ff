import { closeSync, fchmodSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { systemRandom } from '@hostwright/core/ports';
import { invalid, tellSystemError } from '../invalid.js';

/** User data may hold secrets. */
const NEW_FILE_MODE = 0o640;

/**
 * Puts a text in a file's place, as a whole or not at all.
 *
 * @param before - what the text was made from; undefined where there was no file
 * @throws {ConfigurationError} it cannot be written, or somebody else changed it meanwhile
 */
export function replaceFile(path: string, text: string, before: string | undefined): void {
  const fresh = `${path}.${systemRandom.hex(4)}`;
  try {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? NEW_FILE_MODE;
    writeDurably(fresh, text, mode & 0o777);
    if (textOf(path) !== before) {
      throw invalid('configuration-templates', `${path} was changed meanwhile by somebody else. Nothing was written; import again.`);
    }
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'InvalidConfiguration') throw error;
    throw invalid(
      'configuration-file-unreadable',
      `${path} cannot be written: ${tellSystemError(error)}. Nothing was changed; give this user write access to its folder, with room on its disk.`,
      error,
    );
  }
}

function writeDurably(path: string, text: string, mode: number): void {
  const descriptor = openSync(path, 'wx', mode);
  try {
    fchmodSync(descriptor, mode);
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
