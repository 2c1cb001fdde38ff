import type { Template } from '@hostwright/core';
import { isSecretName } from './line-logger.js';
import type { Scrubber } from './scrubber.js';

/** Teaches a scrubber what must not be logged: values of settings whose name promises a secret, and user data. */
export function rememberSecrets(
  scrubber: Scrubber,
  known: { readonly settings: readonly unknown[]; readonly templates: readonly Template[] },
): void {
  for (const settings of known.settings) addSecretsOf(scrubber, settings, false);
  for (const { userData } of known.templates) if (userData !== undefined) scrubber.add(userData);
}

function addSecretsOf(scrubber: Scrubber, value: unknown, isSecret: boolean): void {
  if (typeof value === 'string' && isSecret) return scrubber.add(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) addSecretsOf(scrubber, part, isSecret || isSecretName(name));
}
