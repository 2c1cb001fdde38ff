/**
 * What a piece of damage concerns. `file`: no store at all, or not one any more. `page`: what SQLite itself finds in pages and indexes.
 * `schema`: a table, index or trigger that is missing or another one. `row`: a row that is not as this product writes it. `link`: the
 * chain of the event log. `content`: a backup whose content is not what was backed up.
 */
export type DamageKind = 'file' | 'page' | 'schema' | 'row' | 'link' | 'content';

/** One thing that is not as it was written. */
export interface Damage {
  readonly kind: DamageKind;
  /** What is damaged, for example `table requests, request_id 'req-1'` or `event 17`. */
  readonly where: string;
  /** What is wrong with it. */
  readonly what: string;
}

/** More would say nothing more. */
export const MOST_DAMAGES = 20;
