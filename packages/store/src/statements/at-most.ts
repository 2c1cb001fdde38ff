import { type RawBuilder, sql } from 'kysely';

/**
 * A limit of rows that may be another one each time. Behind LIMIT, SQLite looks into a parameter that stands alone when it plans, and so
 * prepares the statement anew each time it runs, which costs ten times as much as to run it.
 */
export function atMost(limit: number): RawBuilder<number> {
  return sql<number>`${limit} + 0`;
}
