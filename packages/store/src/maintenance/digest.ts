import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { NOTE } from './notes.js';

/**
 * SHA-256, in hexadecimal, over every table's definition and every row of it, but for the note that keeps this very digest. Pages carry
 * no check sums, so that a flipped bit within a text would otherwise pass for what was written.
 */
export function contentDigest(database: DatabaseSync): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash('sha256');
  for (const { name, sql } of tablesOf(database)) {
    hash.update(`table ${name} ${sql}\n`);
    const rows = database.prepare(`select * from "${name}" order by rowid`);
    rows.setReadBigInts(true);
    for (const row of rows.iterate()) {
      if (name !== 'notes' || row['key'] !== NOTE.backup) hash.update(`${Object.values(row).map(toText).join(' ')}\n`);
    }
  }
  return hash.digest('hex');
}

function tablesOf(database: DatabaseSync): readonly { readonly name: string; readonly sql: string }[] {
  const rows = database
    .prepare(`select name, sql from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name`)
    .all();
  return rows.map(({ name, sql }) => ({ name: String(name), sql: String(sql) }));
}

/** Each value with its type and length, so that no two rows read alike. */
function toText(value: SQLOutputValue): string {
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return `bytes ${value.length} ${Buffer.from(value).toString('hex')}`;
  const text = String(value);
  return `${typeof value} ${text.length} ${text}`;
}
