import { resolve } from 'node:path';
import { createSecretReader } from '../configuration/index.js';
import type { Variables } from '../configuration/index.js';

/** A secret that a configuration names and does not hold. */
export interface SecretReference {
  /** As it is written: `env:NAME` or `file:PATH`. */
  readonly text: string;
  readonly kind: 'env' | 'file';
  /** Name of the variable, or absolute path of the file. */
  readonly target: string;
  /** File and key path. */
  readonly where: string;
  /** Why it cannot be used; undefined when it can. Holds no secret. */
  readonly problem: unknown;
}

/** A reference and the secret behind it. */
export interface ReadReference {
  readonly reference: SecretReference;
  /** Undefined when it cannot be read. */
  readonly value: string | undefined;
}

const REFERENCE = /^(env|file):(.+)$/s;

/** Whether a value of a configuration refers to a secret. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}

/** Follows a reference. Never rejects. */
export async function followReference(options: {
  readonly text: string;
  readonly where: string;
  readonly directory: string;
  readonly environment: Variables;
}): Promise<ReadReference> {
  const { text, where, directory, environment } = options;
  const [, word, name = ''] = REFERENCE.exec(text) ?? [];
  const kind = word === 'env' ? 'env' : 'file';
  const reference = { text, kind, where, target: kind === 'env' ? name : resolve(directory, name) } as const;
  try {
    const value = await createSecretReader(directory, environment)(text);
    return { reference: { ...reference, problem: value === '' ? new Error('it is empty') : undefined }, value };
  } catch (problem) {
    return { reference: { ...reference, problem }, value: undefined };
  }
}
