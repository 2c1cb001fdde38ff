import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ProviderError } from '@hostwright/core/provider';
import { tellSystemError } from './invalid.js';
import type { Variables } from './site/types.js';

/** Reads a secret by its reference: `env:NAME` or `file:PATH`. */
export type SecretReader = (reference: string) => Promise<string>;

const REFERENCE = /^(env|file):(.+)$/s;
/** Any access of others, and more than reading by the group. */
const TOO_OPEN_MASK = 0o037;

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

async function readSecretFile(path: string): Promise<string> {
  try {
    const { mode } = await stat(path);
    if ((mode & TOO_OPEN_MASK) !== 0) {
      throw refused(
        `The secret file ${path} may be read or changed by others (mode ${(mode & 0o777).toString(8)}). Make it 600, or 640 for a group of its own.`,
      );
    }
    const text = await readFile(path, 'utf8');
    return text.replace(/\r?\n$/, '');
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    throw refused(`The secret file ${path} cannot be read: ${tellSystemError(error)}.`);
  }
}

function refused(message: string): ProviderError {
  return new ProviderError('InvalidSettings', message);
}
