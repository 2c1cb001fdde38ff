import { constants, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { shellWord } from '../../../scripts/shell-quote.js';
import { type Blocked, modeOf } from './refusal.js';
import type { System } from './system.js';

/** Why this user may not read a file or folder that is there, and the command that changes it; undefined when it may, or nothing is there. */
export function whyNotReadable(path: string, system: System): Blocked | undefined {
  const loop = loopingLink(path);
  if (loop !== undefined) return { reason: `the link ${loop} leads back to itself`, mend: `rm ${shellWord(loop)}` };
  const closed = closedFolder(path);
  if (closed !== undefined) return { reason: `the folder ${closed} on the way to it is closed to this user`, mend: openTo(closed, 'x') };
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  const isFolder = stats.isDirectory();
  try {
    system.access(path, isFolder ? constants.R_OK | constants.X_OK : constants.R_OK);
    return undefined;
  } catch {
    const reason = `it belongs to user id ${stats.uid} (mode ${modeOf(stats)}), and this is user id ${String(process.geteuid?.())}`;
    return { reason, mend: isMine(stats) ? `chmod u+rX ${shellWord(path)}` : openTo(path, isFolder ? 'rx' : 'r') };
  }
}

/** By its group: everybody else stays out, and its owner stays the same. */
function openTo(path: string, rights: string): string {
  return `sudo chgrp "$(id -gn)" ${shellWord(path)} && sudo chmod g+${rights} ${shellWord(path)}`;
}

function isMine({ uid }: Stats): boolean {
  return uid === process.geteuid?.();
}

/** The outermost link that leads in a circle. */
function loopingLink(path: string): string | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : loopingLink(parent);
  return above ?? (refusalOf(path) === 'ELOOP' ? path : undefined);
}

/** The outermost folder that cannot be passed. */
function closedFolder(path: string): string | undefined {
  const parent = dirname(path);
  if (parent === path) return undefined;
  const above = closedFolder(parent);
  if (above !== undefined) return above;
  return refusalOf(path) === 'EACCES' ? parent : undefined;
}

function refusalOf(path: string): string | undefined {
  try {
    statSync(path, { throwIfNoEntry: false });
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
