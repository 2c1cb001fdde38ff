import type { OperationInput } from '@hostwright/core/provider';
import { createCached, isFresh, type Aged } from './cached.js';
import { startFlight, type Flight } from './flight.js';

/** More names than this are not asked for one by one: the whole list costs less. Also the most values of one filter. */
export const MOST_NAMES = 100;

/** Most single rows kept; a region has about a thousand machine types, and nothing that is kept here is more. */
const MOST_ROWS = 5_000;

/** Facts about things with names, machine types for example: read for some by name or for all, and kept for a while. */
export interface ByName<Row> {
  /** Facts of those that are named; what the cloud does not know is absent. */
  some(names: readonly string[], input: OperationInput): Promise<ReadonlyMap<string, Aged<Row>>>;
  all(input: OperationInput): Promise<Aged<ReadonlyMap<string, Row>>>;
}

/** Keeps what `loadSome` (for up to {@link MOST_NAMES} names) and `loadAll` answer. That a name is unknown is kept as well. */
export function createByName<Row>(options: {
  readonly now: () => number;
  readonly maxAgeMs: number;
  readonly loadSome: (names: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, Row>>;
  readonly loadAll: (signal: AbortSignal) => Promise<ReadonlyMap<string, Row>>;
}): ByName<Row> {
  const { now, maxAgeMs, loadSome, loadAll } = options;
  const whole = createCached({ now, maxAgeMs, load: loadAll });
  const single = new Map<string, Aged<Row | undefined>>();
  const flights = new Map<string, Flight<void>>();

  const keep = (name: string, row: Row | undefined, readAtMs: number): void => {
    single.delete(name);
    single.set(name, { value: row, readAtMs });
    const [oldest] = single.keys();
    if (single.size > MOST_ROWS && oldest !== undefined) single.delete(oldest);
  };

  const load = (names: readonly string[], key: string): Flight<void> => {
    const flight: Flight<void> = startFlight(async (signal) => {
      try {
        const readAtMs = now();
        const rows = await loadSome(names, signal);
        for (const name of names) keep(name, rows.get(name), readAtMs);
      } finally {
        if (flights.get(key) === flight) flights.delete(key);
      }
    });
    flights.set(key, flight);
    return flight;
  };

  const loadMissing = async (names: readonly string[], input: OperationInput): Promise<void> => {
    const missing = names.filter((name) => !isKept(single.get(name), now(), maxAgeMs));
    if (missing.length === 0) return;
    input.signal.throwIfAborted();
    const key = missing.toSorted().join(' ');
    const flight = flights.get(key);
    await (flight === undefined || flight.abandoned() ? load(missing, key) : flight).join(input);
  };

  return {
    all: (input) => whole.get(input),
    some: async (names, input) => {
      const wanted = [...new Set(names)];
      if (wanted.length > MOST_NAMES || whole.peek() !== undefined) {
        const { value, readAtMs } = await whole.get(input);
        return present(wanted.map((name) => [name, { value: value.get(name), readAtMs }]));
      }
      await loadMissing(wanted, input);
      return present(wanted.map((name) => [name, single.get(name)]));
    },
  };
}

function isKept(row: Aged<unknown> | undefined, nowMs: number, maxAgeMs: number): boolean {
  return row !== undefined && isFresh(row, nowMs, maxAgeMs);
}

function present<Row>(rows: readonly (readonly [string, Aged<Row | undefined> | undefined])[]): ReadonlyMap<string, Aged<Row>> {
  const known = new Map<string, Aged<Row>>();
  for (const [name, row] of rows) if (row?.value !== undefined) known.set(name, { value: row.value, readAtMs: row.readAtMs });
  return known;
}
