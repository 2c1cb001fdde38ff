import { resolve } from 'node:path';
import { ProviderError } from '@hostwright/core/provider';
import { readOwnFile } from '../own-file.js';
import { tellSystemError } from './invalid.js';
import type { Variables } from './site/types.js';

/** Reads a secret by its reference: `env:NAME` or `file:PATH`. */
export type SecretReader = (reference: string) => Promise<string>;

const REFERENCE = /^(env|file):(.+)$/s;
/** Any access of others, and more than reading by the group. */
const TOO_OPEN_MASK = 0o037;
/** Keys and tokens take some KiB. */
const MAX_SECRET_BYTES = 1024 * 1024;

/**
 * Makes the reader of a site's secrets. It reads anew each time: a secret may have been rotated.
 *
 * @param directory - relative paths start here
 * @returns throws {ProviderError} `InvalidSettings` when nothing is there, or others may read the file
 */
export function createSecretReader(directory: string, variables: Variables): SecretReader {
  return async (reference) => {
    const [, kind, name = ''] = REFERENCE.exec(reference) ?? [];
    if (kind === 'env') return readVariable(name, variables);
    if (kind === 'file') return readSecretFile(resolve(directory, name));
    throw refused('A reference to a secret is malformed. Write env:NAME or file:PATH.');
  };
}

function readVariable(name: string, variables: Variables): string {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined || value === '') throw refused(`The secret env:${name} is not set. Set the environment variable ${name}.`);
  return value;
}

function readSecretFile(path: string): string {
  try {
    const { text } = readOwnFile(path, { maxBytes: MAX_SECRET_BYTES, admit: ({ mode }) => refuseOpen(path, mode) });
    return text.replace(/\r?\n$/, '');
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    throw refused(`The secret file ${path} cannot be read: ${tellSystemError(error)}.`);
  }
}

function refuseOpen(path: string, mode: number): void {
  if ((mode & TOO_OPEN_MASK) === 0) return;
  throw refused(
    `The secret file ${path} may be read or changed by others (mode ${(mode & 0o777).toString(8)}). Make it 600, or 640 for a group of its own.`,
  );
}

function refused(message: string): ProviderError {
  return new ProviderError('InvalidSettings', message);
}
