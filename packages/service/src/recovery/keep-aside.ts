import { closeSync, existsSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

/** What SQLite may leave beside a database file. The file itself goes last: while it is there, the others are its own. */
const ENDS = ['-wal', '-shm', '-journal', ''] as const;

/**
 * Gives a store that cannot be read another name, with all that belongs to it: nothing of it is lost. The caller holds the agent's lock.
 * @returns where it is now
 */
export function keepAside(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:.]/g, '');
  const aside = `${file}.damaged-${stamp}`;
  for (const end of ENDS) if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${aside}${end}`);
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return aside;
}
