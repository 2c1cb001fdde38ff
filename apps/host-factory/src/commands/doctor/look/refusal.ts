import type { Stats } from 'node:fs';

/** Why something may not be done with a path, and the command that changes it. */
export interface Blocked {
  readonly reason: string;
  readonly mend: string;
  /** Whose it is, where that is all that is wrong. */
  readonly owner?: number;
}

/** Permissions as people write them: `755`. */
export function modeOf({ mode }: Pick<Stats, 'mode'>): string {
  return (mode & 0o777).toString(8);
}
