import { describe, expect, it } from 'vitest';
import { translateFileError } from './errors.js';

/** As node:sqlite throws them. */
function sqliteError(errcode: number, message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode });
}

const IOERR_LOCK = 3850;
const disk =
  (bavail: number, blocks = 1_000) =>
  () => ({ blocks, bavail, bsize: 4_096 });

describe('what SQLite says of a file', { tags: ['store.full-disk', 'simulated'] }, () => {
  it.each([
    ['a lock that cannot be had on a full disk', disk(0), 'full'],
    ['a lock that cannot be had where there is room', disk(500), 'unsupported-file-system'],
    ['a lock that cannot be had where nothing is said of room', disk(0, 0), 'unsupported-file-system'],
    [
      'a lock that cannot be had where nobody can say how much room there is',
      () => {
        throw new Error('ENOSYS');
      },
      'unsupported-file-system',
    ],
  ])('%s', (_, readDisk, kind) => {
    expect(translateFileError(sqliteError(IOERR_LOCK, 'disk I/O error'), '/work/store.db', readDisk)).toMatchObject({
      kind,
      message: expect.stringContaining("'/work/store.db'") as string,
    });
  });

  it.each([
    ['no such table: events', 'corrupt'],
    ['no such column: record', 'corrupt'],
    ['near "selct": syntax error', 'unavailable'],
  ])('%s', (message, kind) => {
    expect(translateFileError(sqliteError(1, message), '/work/store.db')).toMatchObject({ kind });
  });
});
