/** Vendors write numbers as numbers or as text. What is no number is left for the schema to refuse. */
export function toNumber(value: unknown): unknown {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}

const FLAGS: Readonly<Record<string, boolean>> = { true: true, yes: true, y: true, 1: true, false: false, no: false, n: false, 0: false };

/** Vendors write flags as such or as text. */
export function toFlag(value: unknown): unknown {
  const word = (typeof value === 'string' ? value : JSON.stringify(value)).toLowerCase();
  return Object.hasOwn(FLAGS, word) ? FLAGS[word] : value;
}

/** A path that may be relative to the configuration folder. */
export function toPath(value: unknown): unknown {
  if (typeof value !== 'string' || value.startsWith('/') || value.startsWith('${')) return value;
  return `\${CONFIG_DIR}/${value}`;
}

/** A map whose values may be written as numbers or flags, as text. */
export function toTexts(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, typeof entry === 'object' ? (entry as unknown) : String(entry)]),
  );
}
