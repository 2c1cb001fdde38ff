import type { CloudBehaviour } from './behaviour.js';
import type { Sql } from './sql.js';

/** The behaviour of a caller's settings, with what a control wrote into the file for everybody. */
export function withOverrides(sql: Sql, behaviour: CloudBehaviour): CloudBehaviour {
  const rows = sql.all<{ key: string; value: string }>('SELECT key, value FROM overrides');
  if (rows.length === 0) return behaviour;
  return { ...behaviour, ...Object.fromEntries(rows.map((row) => [row.key, JSON.parse(row.value) as unknown])) };
}
