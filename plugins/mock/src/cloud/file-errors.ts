import { CloudFileError } from './errors.js';

/** Primary result codes of SQLite that may pass by themselves. Source: https://www.sqlite.org/rescode.html */
const PASSING: ReadonlyMap<number, string> = new Map([
  [5, 'other processes kept it locked for too long'],
  [6, 'a table is locked'],
  [10, 'the disk failed to read or write'],
  [13, 'the disk is full'],
]);

/** Primary result codes that someone must repair. Source: https://www.sqlite.org/rescode.html */
const LASTING: ReadonlyMap<number, string> = new Map([
  [8, 'it may not be written'],
  [11, 'it is damaged'],
  [14, 'it cannot be opened; does its folder exist?'],
  [23, 'access is denied'],
  [26, 'it is not an SQLite file'],
]);

/** Names what SQLite refused because of the file; leaves every other error as it is. */
export function fileErrorOf(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const primary = code & 0xff;
  const passing = PASSING.get(primary);
  if (passing !== undefined) return new CloudFileError('unavailable', passing, { cause: error });
  const lasting = LASTING.get(primary);
  if (lasting !== undefined) return new CloudFileError('unusable', lasting, { cause: error });
  return error;
}

/** SQLite's result code; undefined when the error is not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}
