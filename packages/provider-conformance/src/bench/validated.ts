import type { Schema } from '@hostwright/core/provider';
import { check } from './check.js';

/** Validates a value as core does, and answers it with its defaults. */
export async function validated(schema: Schema<unknown>, value: unknown, what: string): Promise<unknown> {
  const result = await schema['~standard'].validate(value);
  check(
    result.issues === undefined,
    `${what} are valid by the plugin's own schema: ${result.issues?.map(({ message }) => message).join('; ')}`,
  );
  return result.value;
}
