/** A value that ought to be text, as text. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : JSON.stringify(value);
}

/** Vendors write numbers as numbers or as text. What is no number is left for the schema to refuse. */
export function toNumber(value: unknown): unknown {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}

const FLAGS: Readonly<Record<string, boolean>> = { true: true, yes: true, y: true, 1: true, false: false, no: false, n: false, 0: false };

/** Vendors write flags as such or as text. */
export function toFlag(value: unknown): unknown {
  const word = toText(value).toLowerCase();
  return Object.hasOwn(FLAGS, word) ? FLAGS[word] : value;
}

/** `a, b` or `["a", "b"]`; each once, without empty ones. */
export function toList(value: unknown): unknown {
  const parts: readonly unknown[] | undefined = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : undefined;
  if (parts === undefined) return value;
  const trimmed = parts.map((part) => (typeof part === 'string' ? part.trim() : part)).filter((part) => part !== '');
  return [...new Set(trimmed)];
}

/** A map of numbers, which may be written as text. */
export function toNumbers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toNumber(entry)]));
}

/** Machine types with weights, or names alone in any form of a list. */
export function toTypes(value: unknown): unknown {
  return typeof value === 'object' && !Array.isArray(value) ? toNumbers(value) : toList(value);
}

/** A path that may be relative to the configuration folder. */
export function toPath(value: unknown): unknown {
  if (typeof value !== 'string' || value.startsWith('/') || value.startsWith('${')) return value;
  return `\${CONFIG_DIR}/${value}`;
}

/** `HH:MM` in minutes. */
export function toMinutes(value: unknown): unknown {
  const [, hours, minutes] = /^\s*(\d{1,3}):([0-5]\d)\s*$/.exec(toText(value)) ?? [];
  return hours === undefined ? toNumber(value) : Number(hours) * 60 + Number(minutes);
}

/** `allocation_strategy` as `allocationStrategy`; other forms stay. */
export function camelCase(key: string): string {
  return key.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
