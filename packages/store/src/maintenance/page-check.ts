import type { DatabaseSync } from 'node:sqlite';
import { isSqliteError } from '../sqlite/errors.js';
import { type Damage, MOST_DAMAGES } from './damage.js';

/** Busy, locked, I/O, out of memory: these say nothing about what is stored. Source: https://sqlite.org/rescode.html */
const NOT_DAMAGE: ReadonlySet<number> = new Set([5, 6, 7, 10]);

/** Lets SQLite look at every page, and compare every index with its table. */
export function checkPages(database: DatabaseSync): readonly Damage[] {
  const rows = database.prepare(`pragma integrity_check(${MOST_DAMAGES})`).all();
  const texts = rows.map((row) => String(row['integrity_check']));
  return texts.filter((text) => text !== 'ok').map(toDamage);
}

/** What an error that a query threw says about the file; undefined when it says nothing about it. */
export function damageOf(error: unknown): Damage | undefined {
  if (!isSqliteError(error)) {
    // A value that no column of ours can hold.
    const isOutOfRange = error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';
    return isOutOfRange ? { kind: 'row', where: 'file', what: error.message } : undefined;
  }
  if (NOT_DAMAGE.has(error.errcode & 0xff)) return undefined;
  return { kind: 'page', where: 'file', what: `${error.message} (SQLite ${error.errcode})` };
}

/** SQLite names tree, page and cell in a line of its own form. */
function toDamage(text: string): Damage {
  const line = text.replaceAll(/\*\*\* in database main \*\*\*\s*/g, '').replaceAll(/\s*\n\s*/g, '; ');
  const page = /\b[Pp]age (\d+)/.exec(line)?.[1];
  return { kind: 'page', where: page === undefined ? 'index or table' : `page ${page}`, what: line };
}
