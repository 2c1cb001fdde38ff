import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { invalid, tellSystemError } from './invalid.js';

/** A file as it stood at one moment. */
export interface WholeFile {
  readonly text: string;
  readonly stats: Stats;
}

/** Largest configuration or template file that is read. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** Opening a pipe would wait for somebody to write into it. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;
const CHUNK_BYTES = 64 * 1024;

/**
 * Reads a file, but no pipe, device or file without end, and not more of it than a configuration may have.
 *
 * @returns `steady`: it looked the same before and afterwards
 * @throws {ConfigurationError} it cannot be read, is no file on a disk, or is too large
 */
export function readBounded(path: string): { readonly whole: WholeFile; readonly steady: boolean } {
  try {
    const descriptor = openSync(path, WITHOUT_WAITING);
    try {
      const stats = fstatSync(descriptor);
      refuseUnreadable(path, stats);
      const text = readText(path, descriptor, stats);
      const after = fstatSync(descriptor);
      return { whole: { text, stats }, steady: after.size === stats.size && after.mtimeMs === stats.mtimeMs };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw refusal(path, error);
  }
}

function refuseUnreadable(path: string, stats: Stats): void {
  if (!stats.isFile()) {
    const kind = stats.isDirectory() ? 'a folder' : 'no regular file';
    throw invalid('configuration-file-unreadable', `${path} is ${kind}. Put a file there, or name another one.`);
  }
  if (stats.size > MAX_FILE_BYTES) throw tooLarge(path);
}

function readText(path: string, descriptor: number, stats: Stats): string {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, stats.size + 1 - total));
    const count = readSync(descriptor, chunk);
    if (count === 0) break;
    // Files of the kernel (/proc, /sys) state no size, and may have no end.
    if (stats.blocks === 0 && stats.size === 0) {
      const again = fstatSync(descriptor);
      if (again.size === 0)
        throw invalid('configuration-file-unreadable', `${path} lies on no disk. Put a file there, or name another one.`);
    }
    total += count;
    if (total > MAX_FILE_BYTES) throw tooLarge(path);
    chunks.push(chunk.subarray(0, count));
  }
  return Buffer.concat(chunks, total).toString('utf8');
}

function tooLarge(path: string): Error {
  return invalid(
    'configuration-file-unreadable',
    `${path} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB. Split it into several files.`,
  );
}

function refusal(path: string, error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof Error && (code === undefined || code === 'InvalidConfiguration')) return error;
  if (code === 'ENOENT')
    return invalid('configuration-file-unreadable', `${path} does not exist. Correct its name, or put the file there.`, error);
  return invalid(
    'configuration-file-unreadable',
    `${path} cannot be read: ${tellSystemError(error)}. Give this user access to it, or remove it from the configuration.`,
    error,
  );
}
