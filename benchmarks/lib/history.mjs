import { DatabaseSync } from 'node:sqlite';

const MACHINES_OF_A_REQUEST = 100;

/** Tables of history, with the keys of each that a copy gets anew. A key that two tables share leads from one to the other. */
const COPIED = /** @type {const} */ ([
  { table: 'requests', keys: ['request_id', 'call_id'], machines: MACHINES_OF_A_REQUEST },
  { table: 'intents', keys: ['intent_id', 'request_id'], machines: MACHINES_OF_A_REQUEST },
  { table: 'attempts', keys: ['attempt_id', 'intent_id'], machines: MACHINES_OF_A_REQUEST },
  { table: 'machines', keys: ['machine_id', 'request_id', 'intent_id', 'name'], machines: 1 },
]);

/**
 * Gives a store a long history: what ended there is copied into the archive until that holds so many machines, with the events that they
 * would have left. The store must hold at least one machine that has ended, and nobody may use it meanwhile.
 *
 * @param {string} file @param {number} machines
 */
export function fillHistory(file, machines) {
  const database = new DatabaseSync(file);
  try {
    // As fast as the disk takes it: a store that a crash spoils here is made again.
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN');
    for (const { table, keys, machines: each } of COPIED) copyRows(database, table, keys, Math.ceil(machines / each));
    copyEvents(database, machines);
    database.exec('COMMIT; PRAGMA journal_mode = WAL');
  } finally {
    database.close();
  }
}

/** @param {DatabaseSync} database @param {string} table @param {readonly string[]} keys @param {number} count */
function copyRows(database, table, keys, count) {
  const columns = database
    .prepare(`SELECT name FROM pragma_table_info(?)`)
    .all(table)
    .map(({ name }) => String(name));
  const values = columns.map((name) => (keys.includes(name) ? keyOf(name, table) : `"${name}"`));
  database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO ${table}_archive SELECT ${values.join(', ')} FROM n, (SELECT * FROM ${table} ORDER BY rowid LIMIT 1)`);
}

/** Machines of one request share its id and that of its intent. @param {string} key @param {string} table */
function keyOf(key, table) {
  const shared = table === 'machines' && (key === 'request_id' || key === 'intent_id');
  return `'old-${key}-' || printf('%07d', ${shared ? `i / ${MACHINES_OF_A_REQUEST}` : 'i'})`;
}

/** Sealed ones: the hashes are not those of a chain, and nothing here reads them. @param {DatabaseSync} database @param {number} count */
function copyEvents(database, count) {
  database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO events (at_ms, event, hash) SELECT at_ms, event, hex(randomblob(32)) FROM n, (SELECT * FROM events ORDER BY position LIMIT 1)`);
}
