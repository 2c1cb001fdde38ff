const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Units of {@link age}, each with the age from which it is used. */
const UNITS = [
  { fromMs: 2 * DAY_MS, unitMs: DAY_MS, name: 'd' },
  { fromMs: 2 * HOUR_MS, unitMs: HOUR_MS, name: 'h' },
  { fromMs: 2 * MINUTE_MS, unitMs: MINUTE_MS, name: 'm' },
  { fromMs: 0, unitMs: SECOND_MS, name: 's' },
] as const;

/** How long ago, in one unit: `95s`, `12m`, `3h`, `8d`. */
export function age(sinceMs: number, nowMs: number): string {
  const ageMs = Math.max(0, nowMs - sinceMs);
  const unit = UNITS.find(({ fromMs }) => ageMs >= fromMs) ?? UNITS[3];
  return `${Math.floor(ageMs / unit.unitMs)}${unit.name}`;
}

/** A time for people and programs alike; empty for none. */
export function isoTime(timeMs: number | undefined): string {
  return timeMs === undefined ? '' : new Date(timeMs).toISOString();
}

/** `1 machine`, `3 machines`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
