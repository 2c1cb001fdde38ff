import { constants, lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { shellWord } from '../../../scripts/shell-quote.js';
import { because } from '../mend.js';
import { mountOf } from './mount.js';
import { type Blocked, modeOf } from './refusal.js';
import type { System } from './system.js';
import { whyNotReadable } from './unreadable.js';

/** File systems that are read-only by their nature: no remount changes that. */
const NEVER_WRITABLE: ReadonlySet<string> = new Set(['squashfs', 'iso9660', 'erofs', 'cramfs', 'romfs']);

/** Why a folder cannot be written, or made, by this user; undefined when it can. */
export function whyNotWritable(path: string, system: System): Blocked | undefined {
  const link = danglingLink(path);
  if (link !== undefined) return { reason: `it is a link to ${link}, which does not exist`, mend: `mkdir -p ${shellWord(link)}` };
  const place = nearest(path);
  try {
    if (statSync(place).isDirectory()) {
      system.access(place, constants.R_OK | constants.W_OK | constants.X_OK);
      return undefined;
    }
    return {
      reason: `${place} is a file`,
      mend: because(`mv ${shellWord(place)} ${shellWord(`${place}.old`)}`, 'makes room for a folder'),
    };
  } catch (error) {
    return explain(path, place, (error as NodeJS.ErrnoException).code ?? (error as Error).message, system);
  }
}

function explain(path: string, place: string, code: string, system: System): Blocked {
  if (code === 'EROFS') return readOnly(place, system);
  if (code === 'EPERM') return { reason: `${place} is marked as immutable (EPERM)`, mend: `sudo chattr -i ${shellWord(place)}` };
  const stats = statOrNothing(place);
  const uid = process.geteuid?.();
  if (stats === undefined)
    return { reason: `${place} cannot be looked at (${code})`, mend: whyNotReadable(place, system)?.mend ?? `ls -ld ${shellWord(place)}` };
  if (stats.uid === uid)
    return { reason: `its owner may not write ${place} (mode ${modeOf(stats)})`, mend: `chmod u+rwx ${shellWord(place)}` };
  const whose = `${place} belongs to user id ${stats.uid} (mode ${modeOf(stats)}), and this is user id ${String(uid)}`;
  // Somebody else's parent folder stays theirs: it gets a folder of ours.
  if (place !== path) return { reason: whose, mend: `sudo install -d -m 700 -o "$(id -un)" ${shellWord(path)}` };
  return {
    reason: whose,
    owner: stats.uid,
    mend: because(`sudo chown -R "$(id -un)" ${shellWord(path)}`, 'or run this as the user that it belongs to'),
  };
}

function readOnly(place: string, system: System): Blocked {
  const mount = mountOf(realpathSync(place), system.mounts());
  const point = mount?.point ?? place;
  const reason = `the file system mounted on ${point} is read-only`;
  if (mount !== undefined && NEVER_WRITABLE.has(mount.type)) {
    return {
      reason: `${reason} by its nature (${mount.type})`,
      mend: because(`findmnt ${shellWord(point)}`, 'name a folder on another file system'),
    };
  }
  return {
    reason,
    mend: because(`sudo mount -o remount,rw ${shellWord(point)}`, 'see dmesg first: a kernel makes a failing disk read-only'),
  };
}

/** Where a link leads to that leads to nothing; undefined for anything else. */
export function danglingLink(path: string): string | undefined {
  try {
    if (!lstatSync(path).isSymbolicLink() || statOrNothing(path) !== undefined) return undefined;
    return resolve(dirname(path), readlinkSync(path));
  } catch {
    return undefined;
  }
}

/** The path, or the nearest folder above it that is there. */
export function nearest(path: string): string {
  const parent = dirname(path);
  return parent === path || isThere(path) ? path : nearest(parent);
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // One that may not be looked at is there all the same.
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
