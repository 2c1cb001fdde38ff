import { DatabaseSync } from 'node:sqlite';
import { translateError } from '../sqlite/errors.js';
import { label, requireFile } from './open-plain.js';
import { expectedObjects, objectsOf } from './schema-check.js';

/** Longer than any transaction of a call. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Makes missing indexes and triggers of a store anew, and takes away those that are defined otherwise or none of this product. Tables stay as
 * they are: one that is missing cannot be made again with what was in it.
 *
 * @returns what was changed, for example `trigger events_no_delete`; nothing where all is as it should be
 * @throws {StoreError} `busy`, `full`, `read-only`; nothing was changed
 */
export async function mendSchema(file: string): Promise<readonly string[]> {
  requireFile(file);
  const expected = await expectedObjects();
  try {
    const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
    try {
      database.exec('begin immediate');
      const mended = mend(database, expected);
      database.exec('commit');
      return mended;
    } finally {
      database.close();
    }
  } catch (error) {
    throw translateError(error, label(file));
  }
}

function mend(database: DatabaseSync, expected: ReadonlyMap<string, string>): readonly string[] {
  const found = objectsOf(database);
  const isMendable = (name: string): boolean => /^(?:index|trigger) (?!sqlite_)/.test(name);
  const wrong = [...found].filter(([name, sql]) => isMendable(name) && expected.get(name) !== sql).map(([name]) => name);
  const missing = [...expected.keys()].filter((name) => isMendable(name) && (!found.has(name) || wrong.includes(name)));
  for (const name of wrong) database.exec(`drop ${quoted(name)}`);
  for (const name of missing) database.exec(expected.get(name) ?? '');
  return [...new Set([...missing, ...wrong])];
}

/** `index a` as SQL takes it, whatever the name holds. */
function quoted(object: string): string {
  const [type = '', ...name] = object.split(' ');
  return `${type} "${name.join(' ').replaceAll('"', '""')}"`;
}
