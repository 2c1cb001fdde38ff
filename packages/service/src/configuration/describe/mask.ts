import { isSecretName } from '../../agent/log/line-logger.js';

/** What is shown in place of a secret. */
export const MASK = '***';

/** Names beyond those that logs hide: a look at a configuration shows more values than a log does. */
const MORE_SECRET_NAMES =
  /api.?key|^key$|pwd|pass.?phrase|signature|^sig$|^sas$|sas.?key|account.?key|connection.?string|session|cookie|bearer|^auth$/i;

/** Beginnings and forms by which clouds and forges make their secrets known. */
const SECRET_FORMS =
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bxox[abprs]-[\w-]{10,}|\bAIza[\w-]{30,}|\beyJ[\w-]{10,}\.[\w-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** A reference to a secret is none: it says where the secret is. */
const REFERENCE = /^(?:env:[A-Za-z_][A-Za-z0-9_]*|file:[^\s?@]+)$/;

/** User and password of an address, up to its last "@": a password may hold one. */
const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/gi;

/** `name=value` of an address or of a connection string. */
const PAIR = /([A-Za-z][\w.-]*)=([^&;\s]*)/g;

/** Whether a name promises a secret. */
function promisesSecret(name: string): boolean {
  return isSecretName(name) || MORE_SECRET_NAMES.test(name);
}

/**
 * A text as it may be shown: secrets replaced, as a whole or where they stand in an address.
 *
 * @param names - keys that lead to it, and variables that it was filled from
 */
function maskText(text: string, names: readonly string[]): string {
  if (REFERENCE.test(text)) return text;
  if (names.some(promisesSecret) || SECRET_FORMS.test(text)) return MASK;
  const withoutUser = text.replace(USER_INFO, `$1${MASK}@`);
  return withoutUser.replace(PAIR, (pair, name: string) => (promisesSecret(name) ? `${name}=${MASK}` : pair));
}

/** Any value as it may be shown. What is under a secret name is hidden as a whole, whatever it is. */
export function maskValue(value: unknown, names: readonly string[]): unknown {
  if (typeof value === 'string') return maskText(value, names);
  return value === undefined || value === null || !names.some(promisesSecret) ? value : MASK;
}
