import { lstatSync, type Stats } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { tellSystemError } from '../configuration/invalid.js';
import { readOwnFile } from '../own-file.js';
import { ForeignStateError } from './foreign-state.js';

/** More than the records of a hundred thousand machines take. */
const MAX_BYTES = 256 * 1024 * 1024;

/** A file that changes while it is read is read again; somebody who writes it all the time has not been stopped. */
const TRIES = 5;
const PAUSE_MS = 300;

/** How every SQLite database begins. Source: https://www.sqlite.org/fileformat.html, 1.3.1 */
const SQLITE_MAGIC = 'SQLite format 3\u0000';

/** A state file as it stood at one moment. */
export type StateFile =
  | { readonly kind: 'text'; readonly text: string; readonly writtenAtMs: number }
  | { readonly kind: 'sqlite'; readonly writtenAtMs: number };

/**
 * Reads another host factory's file: no link, pipe or device, not more than such a file has, and not while it is being written.
 * @throws {ForeignStateError} with the reason and what to do
 */
export async function readStateFile(file: string): Promise<StateFile> {
  for (let tries = 1; ; tries += 1) {
    const { text, stats, steady } = readOnce(file);
    const writtenAtMs = stats.mtimeMs;
    if (text.startsWith(SQLITE_MAGIC)) return { kind: 'sqlite', writtenAtMs };
    if (steady && !isTorn(text)) return { kind: 'text', text, writtenAtMs };
    if (tries >= TRIES) {
      if (steady) return { kind: 'text', text, writtenAtMs };
      throw new ForeignStateError(`${file} is being written all the time. Stop the other host factory first, then try again.`);
    }
    await setTimeout(PAUSE_MS);
  }
}

/** The vendor's older plugin writes in place: what is read in between lacks its end. */
function isTorn(text: string): boolean {
  return text.trim() !== '' && !/[}\]]\s*$/.test(text);
}

function readOnce(file: string): ReturnType<typeof readOwnFile> {
  try {
    const link = lstatSync(file);
    if (link.isSymbolicLink()) throw new ForeignStateError(`${file} is a symbolic link. Name the file itself.`);
    return readOwnFile(file, { maxBytes: MAX_BYTES, admit: (stats) => refuseOther(file, link, stats) });
  } catch (error) {
    if (error instanceof ForeignStateError) throw error;
    throw new ForeignStateError(`${file} ${refusal(error)}`, { cause: error });
  }
}

/** What lies there may have been put in its place meanwhile. */
function refuseOther(file: string, before: Stats, opened: Stats): void {
  if (before.dev !== opened.dev || before.ino !== opened.ino)
    throw new ForeignStateError(`${file} was replaced while it was opened. Stop the other host factory first, then try again.`);
}

function refusal(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'does not exist. The vendor’s plugin keeps <PROVIDER_NAME>-db.json in its work folder, Open Resource Broker data/request_database.json.';
    case 'EISDIR':
      return 'is a folder. Name the file in it.';
    case 'EFTYPE':
    case 'ENODISK':
      return 'is no regular file. Name the file itself.';
    case 'EFBIG':
      return `is larger than ${MAX_BYTES / 1024 / 1024} MiB, and no state file of a host factory.`;
    default:
      return `cannot be read: ${tellSystemError(error)}. Give this user access to it.`;
  }
}
