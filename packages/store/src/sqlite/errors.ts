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

/** A store's refusal: what, where, why, and what to do. */
export function storeError(kind: StoreErrorKind, label: string, reason: string, cause?: unknown): StoreError {
  return new StoreError(kind, `store ${label}: ${reason}. ${REMEDIES[kind]}`, { cause });
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
  return storeError(SYSTEM_KINDS[code] ?? 'unavailable', label, `${reason} (${code})`, error);
}

/** Translates an error of node:sqlite; another error is answered as it is. */
export function translateError(error: unknown, label: string): unknown {
  if (!isSqliteError(error)) return error;
  const kind = EXTENDED[error.errcode] ?? PRIMARY[error.errcode & 0xff] ?? 'unavailable';
  return storeError(kind, label, `${error.message} (SQLite ${error.errcode})`, error);
}
