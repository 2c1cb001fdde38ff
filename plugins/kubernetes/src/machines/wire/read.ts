/** What answers may hold: nothing of it is believed before it was looked at. */
export type Wire = Readonly<Record<string, unknown>>;

/** The object itself, or an empty one for anything else. */
export function objectOf(value: unknown): Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Wire) : {};
}

/** The list itself, or an empty one for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text, unless it is empty or none. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The number, unless it is none. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A time as the API server writes it, in milliseconds since 1970. */
export function timeOf(value: unknown): number | undefined {
  const timeMs = Date.parse(textOf(value) ?? '');
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** A map of texts, such as labels; other values are left out. */
export function textsOf(value: unknown): ReadonlyMap<string, string> {
  return new Map(Object.entries(objectOf(value)).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : [])));
}
