import { ConfigurationError, type FaultCode } from './fault.js';

/** The refusal of a configuration. The message says what is wrong, where, and what to do; it never repeats a value that may be secret. */
export function invalid(code: FaultCode, message: string, cause?: unknown): ConfigurationError {
  const fault = { code, file: undefined, position: undefined, message };
  return new ConfigurationError([fault], cause === undefined ? undefined : { cause });
}

/** A system error in a few words for people: `permission denied (EACCES)`. */
export function tellSystemError(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === undefined) return error instanceof Error ? error.name : 'unknown error';
  return Object.hasOwn(WORDS, code) ? `${WORDS[code]} (${code})` : code;
}

const WORDS: Readonly<{ [code: string]: string }> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EFTYPE: 'it is a pipe, a device or a socket, and no file',
  ENODISK: 'it lies on no disk',
  EFBIG: 'it is too large',
  ELOOP: 'its symbolic links go in circles',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
};
