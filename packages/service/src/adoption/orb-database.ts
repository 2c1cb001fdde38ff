import { DatabaseSync } from 'node:sqlite';
import { ForeignStateError } from './foreign-state.js';

type Row = Readonly<Record<string, unknown>>;

/** Columns that hold JSON. */
const LISTS = ['resource_ids', 'machine_ids'] as const;

/**
 * Reads ORB's storage where it is an SQLite database, in the form of its JSON file. Opened for reading alone: ORB may go on meanwhile.
 * @throws {ForeignStateError} it is no database of ORB's
 */
export function readOrbDatabase(file: string): {
  readonly requests: Readonly<Record<string, unknown>>;
  readonly machines: Readonly<Record<string, unknown>>;
} {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return {
        requests: byId(database.prepare('SELECT * FROM requests').all(), 'request_id'),
        machines: byId(database.prepare('SELECT * FROM machines').all(), 'machine_id'),
      };
    } finally {
      database.close();
    }
  } catch (cause) {
    throw new ForeignStateError(
      `${file} is an SQLite database, but not the storage of Open Resource Broker (tables "requests" and "machines"), or it is damaged. Name ORB's own file.`,
      { cause },
    );
  }
}

function byId(rows: readonly Row[], key: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(rows.map((row) => [String(row[key]), withLists(row)]));
}

function withLists(row: Row): Row {
  return {
    ...row,
    ...Object.fromEntries(LISTS.filter((name) => typeof row[name] === 'string').map((name) => [name, listOf(String(row[name]))])),
  };
}

function listOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told of by whoever reads the row: it is no list.
    return text;
  }
}
