import { fastHash } from './fast-hash.js';

/** Names a template's provider options by their content, whatever the order of their keys: 16 hexadecimal digits. */
export function hashOptions(options: unknown): string {
  return fastHash(canonicalJson(options));
}

/** JSON text that is the same for equal data: keys sorted, `undefined` left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isPlain(inner) ? sorted(inner) : inner)) ?? 'null';
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: object): object {
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.assign(Object.create(null) as object, Object.fromEntries(entries));
}
