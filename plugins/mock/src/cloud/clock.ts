import { CloudFileError } from './errors.js';
import { seedOfFile } from './random.js';
import type { Sql } from './sql.js';
import { readMeta, writeMeta } from './turn.js';

/** Whose clock the cloud goes by. */
export type TimeMode = 'real' | 'virtual';

interface ClockRow {
  readonly mode: TimeMode;
  readonly virtual_now_ms: number;
  readonly skew_ms: number;
}

/** The cloud's time: its own row in virtual mode, else the given wall clock plus the cloud's skew. */
export function cloudTime(sql: Sql, wallClockMs: number): number {
  const clock = sql.get<ClockRow>('SELECT mode, virtual_now_ms, skew_ms FROM clock');
  if (clock === undefined) return wallClockMs;
  return clock.mode === 'virtual' ? clock.virtual_now_ms : Math.floor(wallClockMs) + clock.skew_ms;
}

/** How the cloud's clock is set up. */
export function readClock(sql: Sql): { readonly mode: TimeMode; readonly skewMs: number } {
  const clock = sql.get<ClockRow>('SELECT mode, virtual_now_ms, skew_ms FROM clock');
  return { mode: clock?.mode ?? 'real', skewMs: clock?.skew_ms ?? 0 };
}

/** What stays the same for the whole life of a cloud file. */
export interface CloudFoundation {
  /** Undefined: whatever the file has; a new one gets {@link seedOfFile}. */
  readonly seed?: number | undefined;
  readonly time: TimeMode;
}

/**
 * Fixes seed and time of a new file; in a file that has them, compares.
 * @throws {CloudFileError} when the file was made with others
 */
export function fixFoundation(sql: Sql, foundation: CloudFoundation & { readonly file: string }): void {
  const seed = readMeta(sql, 'seed');
  if (seed === undefined) {
    writeMeta(sql, 'seed', foundation.seed ?? seedOfFile(foundation.file));
    sql.run('UPDATE clock SET mode = :mode', { mode: foundation.time });
    return;
  }
  const { mode } = readClock(sql);
  if (seed === (foundation.seed ?? seed) && mode === foundation.time) return;
  throw new CloudFileError(
    'unusable',
    `the mock cloud file was made with seed ${seed} and ${mode} time, the settings say ${foundation.seed ?? seed} and ${foundation.time}: ` +
      'change the settings or name another file',
  );
}

/** Sets how far the cloud's clock is ahead of the world's. */
export function setSkew(sql: Sql, skewMs: number): void {
  sql.run('UPDATE clock SET skew_ms = :skewMs WHERE skew_ms <> :skewMs', { skewMs });
}

/** Moves the time of a cloud with virtual time on. @throws {CloudFileError} when the cloud has real time, or is later already */
export function setVirtualTime(sql: Sql, atMs: number): void {
  if (readClock(sql).mode !== 'virtual') {
    throw new CloudFileError('unusable', 'the mock cloud has real time, which nobody can set: make it with `time: virtual`');
  }
  const changed = sql.run('UPDATE clock SET virtual_now_ms = :atMs WHERE virtual_now_ms <= :atMs', { atMs });
  if (changed === 0)
    throw new CloudFileError('unusable', `the mock cloud's time is later than ${atMs} already: what happened cannot unhappen`);
}
