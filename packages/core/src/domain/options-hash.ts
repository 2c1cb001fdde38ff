/** Names a template's provider options by their content, whatever the order of their keys: 32 hexadecimal digits. */
export function hashOptions(options: unknown): string {
  // Loading node:crypto costs a call of Host Factory more than all the rest of it: only who hashes pays.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(canonicalJson(options)).digest('hex').slice(0, 32);
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
