import { tellSystemError } from '../configuration/invalid.js';
import type { SYSTEM_ERRORS } from './tables/system-errors.js';

/** An error of the operating system, told to people. */
export interface SystemErrorReport {
  readonly code: keyof typeof SYSTEM_ERRORS;
  /** One sentence on what and where, and one on what to do. */
  readonly text: string;
}

const FILE_CODES = [
  'EACCES',
  'EPERM',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EEXIST',
  'ELOOP',
  'EROFS',
  'ENAMETOOLONG',
  'ENOTEMPTY',
  'EBUSY',
  'EXDEV',
  'ESTALE',
  'EIO',
];
const NETWORK_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
];

const CODES: Readonly<{ [errno: string]: SystemErrorReport['code'] }> = {
  ...Object.fromEntries(FILE_CODES.map((errno) => [errno, 'file-refused'] as const)),
  ...Object.fromEntries(NETWORK_CODES.map((errno) => [errno, 'network-refused'] as const)),
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EFBIG: 'disk-full',
  EMFILE: 'too-many-open-files',
  ENFILE: 'too-many-open-files',
  ENOMEM: 'out-of-memory',
};

/** Turns an error of the operating system into words; undefined for any other error. */
export function describeSystemError(error: unknown): SystemErrorReport | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code: errno = '', path } = error as NodeJS.ErrnoException;
  const code = Object.hasOwn(CODES, errno) ? CODES[errno] : undefined;
  if (code === undefined) return undefined;
  const what = tellSystemError(error);
  return { code, text: `${path ?? 'The operating system refuses'}: ${what}. ${advice(code, path)}` };
}

function advice(code: SystemErrorReport['code'], path: string | undefined): string {
  if (code === 'file-refused' && path !== undefined)
    return `Give this user access to it, or name another one; "ls -ld ${path}" shows whose it is.`;
  return ADVICE[code];
}

const ADVICE: Readonly<{ [Code in SystemErrorReport['code']]: string }> = {
  'file-refused': 'Check files, folders and their permissions with "host-factory doctor".',
  'disk-full': 'Free space on its file system, or raise the quota.',
  'too-many-open-files': 'Raise the limit with "ulimit -n", or try again later.',
  'out-of-memory': 'End other work, or give this process more memory.',
  'network-refused': 'Try again; check that the other side runs.',
  interrupted: 'Say the command again when you like.',
  'internal-error': 'Report it.',
};
