import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { systemRandom } from '@hostwright/core/ports';
import { invalid, tellSystemError } from '../invalid.js';

/** User data may hold secrets. */
const NEW_FILE_MODE = 0o640;
/** Until it has its owner. */
const OWNER_ONLY_MODE = 0o600;

/**
 * Puts a text in a file's place, as a whole or not at all. Owner, group and mode stay: those who could read the file can read it afterwards.
 *
 * @param before - what the text was made from; undefined where there was no file
 * @throws {ConfigurationError} it cannot be written or would not be its owner's any more, or somebody else changed it meanwhile
 */
export function replaceFile(path: string, text: string, before: string | undefined): void {
  const fresh = `${path}.${systemRandom.hex(4)}`;
  try {
    writeDurably(fresh, text, (descriptor) => keepOwner(path, descriptor));
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

function writeDurably(path: string, text: string, prepare: (descriptor: number) => void): void {
  const descriptor = openSync(path, 'wx', OWNER_ONLY_MODE);
  try {
    prepare(descriptor);
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Gives a new file the owner, the group and the mode of the one that it replaces. */
function keepOwner(path: string, descriptor: number): void {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before !== undefined) giveTo(path, descriptor, before);
  fchmodSync(descriptor, (before?.mode ?? NEW_FILE_MODE) & 0o777);
}

function giveTo(path: string, descriptor: number, { uid, gid }: Stats): void {
  const fresh = fstatSync(descriptor);
  if (fresh.uid === uid && fresh.gid === gid) return;
  try {
    fchownSync(descriptor, uid, gid);
  } catch (error) {
    throw invalid(
      'configuration-file-unreadable',
      `${path} belongs to user id ${uid} and group id ${gid}, and would not afterwards: ${tellSystemError(error)}. Nothing was changed; import as that user, or as root.`,
      error,
    );
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
