import { statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StoreError, type StoreErrorKind } from '@hostwright/core/ports';

/** An error of node:sqlite. */
export interface SqliteError extends Error {
  readonly code: 'ERR_SQLITE_ERROR';
  /** Extended result code. */
  readonly errcode: number;
}

/** Source: https://sqlite.org/rescode.html */
const PRIMARY: Readonly<{ [code: number]: StoreErrorKind }> = {
  3: 'read-only', // PERM
  5: 'busy', // BUSY
  6: 'busy', // LOCKED
  8: 'read-only', // READONLY
  10: 'unavailable', // IOERR, where no row of EXTENDED says more
  11: 'corrupt', // CORRUPT
  13: 'full', // FULL
  15: 'busy', // PROTOCOL: lost a race for the locks of the log many times
  19: 'conflict', // CONSTRAINT
  23: 'read-only', // AUTH
  26: 'corrupt', // NOTADB
};

/** I/O errors that mean that the disk does not take what is written, or that locks do not work there. Same source. */
const EXTENDED: Readonly<{ [code: number]: StoreErrorKind }> = {
  522: 'corrupt', // IOERR_SHORT_READ
  778: 'full', // IOERR_WRITE
  1034: 'full', // IOERR_FSYNC
  1290: 'full', // IOERR_DIR_FSYNC
  1546: 'full', // IOERR_TRUNCATE
  4874: 'full', // IOERR_SHMSIZE
  2058: 'unsupported-file-system', // IOERR_UNLOCK
  2314: 'unsupported-file-system', // IOERR_RDLOCK
  3594: 'unsupported-file-system', // IOERR_CHECKRESERVEDLOCK
  3850: 'unsupported-file-system', // IOERR_LOCK
};

/** What to do, by kind. */
const REMEDIES: Readonly<{ [Kind in StoreErrorKind]: string }> = {
  busy: 'It is locked by another process.',
  conflict: 'Read again and decide anew.',
  full: 'Nothing was changed. Free space on its file system, or raise the quota; what is stored can still be read.',
  'read-only': 'Give this user write permission to the file and its folder, or configure another work directory.',
  corrupt:
    'It was left as it is. Restore it from a backup, or move it away, together with its -wal and -shm files, so that a new store is made.',
  'newer-schema': 'Use the newer version of this product here too.',
  'unsupported-file-system': 'Use a folder on a local disk, or on a file system whose locks work.',
  claimed: 'Nothing was changed. Make the call on that host; or, when it is down, run `host-factory store claim --take-over` here.',
  unavailable: 'Check the file, its folder and its disk.',
};

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR' && 'errcode' in error;
}

/** No permission helps there, not even root's. */
const READ_ONLY_MOUNT =
  "Its file system is mounted read-only: see 'dmesg' for why, and mount it for writing; or configure another work directory.";

/** A store's refusal: what, where, why, and what to do. `code`: how the operating system refused it, where that is known. */
export function storeError(kind: StoreErrorKind, label: string, reason: string, cause?: unknown, code?: string): StoreError {
  return new StoreError(kind, `store ${label}: ${reason}. ${code === 'EROFS' ? READ_ONLY_MOUNT : REMEDIES[kind]}`, { cause });
}

/** Why the operating system refuses to make or write a file. */
const SYSTEM_KINDS: Readonly<{ [code: string]: StoreErrorKind }> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EROFS: 'read-only',
};

/** Makes a refusal of an error of the operating system. */
export function systemError(error: unknown, label: string, reason: string): StoreError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return storeError(SYSTEM_KINDS[code] ?? 'unavailable', label, `${reason} (${code})`, error, code);
}

/** ERROR is all that SQLite has for a table or column that is missing; this product asks for none that it did not make. */
function lacksObject({ errcode, message }: SqliteError): boolean {
  return errcode === 1 && /^no such (?:table|column)\b/.test(message);
}

/** Translates an error of node:sqlite; another error is answered as it is. */
export function translateError(error: unknown, label: string): unknown {
  if (!isSqliteError(error)) return error;
  const kind = EXTENDED[error.errcode] ?? PRIMARY[error.errcode & 0xff] ?? (lacksObject(error) ? 'corrupt' : 'unavailable');
  return storeError(kind, label, `${error.message} (SQLite ${error.errcode})`, error);
}

/** Less than the small file that processes share to find their way in the log needs. */
const HARDLY_FREE_BYTES = 64 * 1024;

/** What is asked of a file system; `statfsSync` of node:fs answers it. */
type ReadDisk = (folder: string) => { readonly blocks: number; readonly bavail: number; readonly bsize: number };

/** As {@link translateError}, for a store in a file. On a full disk locks fail as they do where none work. */
export function translateFileError(error: unknown, file: string, readDisk: ReadDisk = statfsSync): unknown {
  const path = resolve(file);
  const isLock = isSqliteError(error) && EXTENDED[error.errcode] === 'unsupported-file-system';
  if (!isLock || !isFull(dirname(path), readDisk)) return translateError(error, `'${path}'`);
  return storeError('full', `'${path}'`, `${error.message} (SQLite ${error.errcode})`, error);
}

function isFull(folder: string, readDisk: ReadDisk): boolean {
  try {
    const { blocks, bavail, bsize } = readDisk(folder);
    return blocks > 0 && bavail * bsize < HARDLY_FREE_BYTES;
  } catch {
    return false;
  }
}
