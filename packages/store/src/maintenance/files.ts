import { chmodSync, closeSync, existsSync, fsyncSync, linkSync, lstatSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isStoreError, StoreError, systemRandom } from '@hostwright/core/ports';

/** A copy of a store holds what the store holds: nobody else's to read. */
const OWNER_ONLY = 0o600;

/** Errors by which a file system says that it knows no hard links. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** The disk takes no more; `full` is what the store makes of it. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'full']);

/** What SQLite may leave beside a database file. */
export const COMPANIONS = ['-wal', '-shm', '-journal'] as const;

/**
 * Makes a file beside `target` by `fill`, and gives it to `put` once it is on disk. Whatever fails, nothing is left behind; what a killed
 * process left is removed by the next that makes a file in that folder.
 *
 * @param fill - writes the empty file, which only its owner may read, and leaves nothing of it open
 * @param put - moves it where it belongs
 */
export function throughDraft<Result>(
  target: string,
  fill: (draft: string) => Result,
  put: (draft: string, target: string) => void,
): Result {
  removeStaleDrafts(dirname(target));
  const draft = `${target}.${systemRandom.hex(6)}.part`;
  try {
    closeSync(openSync(draft, 'wx', OWNER_ONLY));
    chmodSync(draft, OWNER_ONLY);
    const result = fill(draft);
    sync(draft);
    put(draft, target);
    sync(dirname(target));
    return result;
  } catch (error) {
    throw tellSystemError(error, target);
  } finally {
    for (const end of ['', ...COMPANIONS]) rmSync(`${draft}${end}`, { force: true });
  }
}

const DRAFT = /\.[0-9a-f]{12}\.part(?:-wal|-shm|-journal)?$/;

/** Whoever makes a file writes to it all the time. */
const STALE_MS = 3_600_000;

/** Removes what killed processes left. By the file system's own times; one that cannot be removed does no harm. */
function removeStaleDrafts(folder: string): void {
  try {
    for (const name of readdirSync(folder).filter((entry) => DRAFT.test(entry))) {
      const path = join(folder, name);
      const found = lstatSync(path);
      if (found.isFile() && Date.now() - found.mtimeMs > STALE_MS) rmSync(path, { force: true });
    }
  } catch {
    // A folder that cannot be looked at is told of by what follows.
  }
}

/** Gives `draft` the name `target`, which must be free. */
export function putNew(draft: string, target: string): void {
  try {
    linkSync(draft, target);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '') || existsSync(target)) throw error;
    renameSync(draft, target);
  }
}

/** Waits until a file, or the names in a folder, are on disk. */
function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** What a file system's refusal means here; another error is answered as it is. */
function tellSystemError(error: unknown, target: string): unknown {
  const code = codeOf(error);
  if (code === 'EEXIST') return new StoreError('unavailable', `'${target}' exists. Name a file that does not.`, { cause: error });
  if (FULL.has(code)) {
    return new StoreError('full', `'${target}' does not fit on its disk. Free space there, or name another folder.`, {
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    const what = `'${target}' cannot be written (${code}). Let this user write the folder '${dirname(target)}', or name another one.`;
    return new StoreError('read-only', what, { cause: error });
  }
  if (!/^E[A-Z0-9]+$/.test(code)) return error;
  return new StoreError('unavailable', `'${target}' cannot be written (${code}). Check its folder and its disk.`, { cause: error });
}

function codeOf(error: unknown): string {
  if (isStoreError(error)) return error.kind;
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
