import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** The store as its own file shows it. */
export interface StoreView {
  /** Requests, launches, terminations and machines that have not ended. */
  readonly open: number;
  /** Highest epoch of any connection. */
  readonly epoch: number;
  readonly requestIds: readonly string[];
  /** Machines that the store takes for alive, and whether it knows what they are for. */
  readonly machines: readonly { readonly id: string; readonly orphan: boolean }[];
  /** Texts of all events. */
  readonly events: ReadonlySet<string>;
}

const EMPTY: StoreView = { open: 0, epoch: 0, requestIds: [], machines: [], events: new Set() };

/** Reads a store past the product. Its tables are those that every command of the product reads; nothing is imported for them. */
export function readStore(file: string): StoreView {
  if (!existsSync(file)) return EMPTY;
  const database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
  try {
    if (database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'deployment'`).get() === undefined) return EMPTY;
    const count = (sql: string): number => Number(database.prepare(sql).get()?.['n']);
    const machines = database.prepare('SELECT machine_id, orphan FROM machines WHERE gone_at_ms IS NULL').all();
    const requests = count('SELECT count(*) AS n FROM requests WHERE ended = 0');
    const intents = count('SELECT count(*) AS n FROM intents WHERE settled = 0');
    const groups = count('SELECT count(*) AS n FROM groups WHERE deleted = 0');
    return {
      open: requests + intents + groups + machines.length,
      epoch: count(`SELECT coalesce(max(record ->> 'epoch'), 0) AS n FROM connections`),
      requestIds: database
        .prepare('SELECT request_id FROM requests UNION SELECT request_id FROM requests_archive')
        .all()
        .map((row) => String(row['request_id'])),
      machines: machines.map((row) => ({ id: String(row['machine_id']), orphan: row['orphan'] === 1 })),
      events: new Set(
        database
          .prepare('SELECT event FROM events')
          .all()
          .map(({ event }) => String(event)),
      ),
    };
  } finally {
    database.close();
  }
}
