import { readOwnFile, type WholeFile } from '../own-file.js';
import { invalid, tellSystemError } from './invalid.js';

/** Largest configuration or template file that is read. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/**
 * Reads a file, but no pipe, device or file without end, and not more of it than a configuration may have.
 *
 * @returns `steady`: it looked the same before and afterwards
 * @throws {ConfigurationError} it cannot be read, is no file on a disk, or is too large
 */
export function readBounded(path: string): WholeFile {
  try {
    return readOwnFile(path, { maxBytes: MAX_FILE_BYTES });
  } catch (error) {
    throw invalid('configuration-file-unreadable', `${path} ${refusal(error)}`, error);
  }
}

function refusal(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'does not exist. Correct its name, or put the file there.';
    case 'EISDIR':
      return 'is a folder. Put a file there, or name another one.';
    case 'EFTYPE':
      return 'is no regular file. Put a file there, or name another one.';
    case 'ENODISK':
      return 'lies on no disk. Put a file there, or name another one.';
    case 'EFBIG':
      return `is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB. Split it into several files.`;
    default:
      return `cannot be read: ${tellSystemError(error)}. Give this user access to it, or remove it from the configuration.`;
  }
}
