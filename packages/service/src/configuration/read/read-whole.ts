import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { invalid, tellSystemError } from '../invalid.js';
import { pause } from './pause.js';

/** A file as it stood at one moment. */
export interface WholeFile {
  readonly text: string;
  readonly stats: Stats;
}

/** Largest configuration or template file that is read. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** Opening a pipe would wait for somebody to write into it. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;
const MAX_TRIES = 5;
const RETRY_MS = 20;

/**
 * Reads a file that may be edited meanwhile: again when it looks different afterwards.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: it cannot be read, is a folder, or is too large
 */
export async function readWhole(path: string): Promise<WholeFile> {
  for (let attempt = 1; ; attempt += 1) {
    const { whole, steady } = readOnce(path);
    if (steady || attempt === MAX_TRIES) return whole;
    await pause(RETRY_MS);
  }
}

function readOnce(path: string): { readonly whole: WholeFile; readonly steady: boolean } {
  try {
    const descriptor = openSync(path, WITHOUT_WAITING);
    try {
      const stats = fstatSync(descriptor);
      refuseUnreadable(path, stats);
      const text = readFileSync(descriptor, 'utf8');
      const after = fstatSync(descriptor);
      return { whole: { text, stats }, steady: after.size === stats.size && after.mtimeMs === stats.mtimeMs };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || code === 'InvalidConfiguration') throw error;
    if (code === 'ENOENT') throw invalid(`${path} does not exist. Correct its name, or put the file there.`, error);
    throw invalid(
      `${path} cannot be read: ${tellSystemError(error)}. Give this user access to it, or remove it from the configuration.`,
      error,
    );
  }
}

function refuseUnreadable(path: string, stats: Stats): void {
  if (!stats.isFile())
    throw invalid(`${path} is ${stats.isDirectory() ? 'a folder' : 'no regular file'}. Put a file there, or name another one.`);
  if (stats.size > MAX_FILE_BYTES) {
    throw invalid(`${path} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB. Split it into several files.`);
  }
}
