import { closeSync, fstatSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../make-folder.js';
import { openToAppend } from '../../own-file.js';

/** A log file that several processes append to and that never grows without bound. */
export interface RotatingFile {
  /** Appends whole lines at once. A log that cannot be written never stops the work: the lines are lost. */
  write(lines: string): void;
  /** May be repeated. */
  close(): void;
}

/** How a log file is bounded. */
export interface RotationLimits {
  /** Size at which the file becomes `NAME.1`. */
  readonly maxBytes: number;
  /** Files kept, the current one included. */
  readonly maxFiles: number;
}

const OWNER_ONLY_MODE = 0o600;
const ABANDONED_MS = 60_000;

/**
 * Opens a log file, with its folder, at the first line. A folder that is removed after that is not made again: it may lie in a work
 * directory that somebody cleared away.
 *
 * @param limits - looked at with each line, so that its owner may change them
 */
export function openRotatingFile(path: string, limits: RotationLimits): RotatingFile {
  let descriptor: number | undefined;
  let wasOpened = false;
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  const open = (): number => {
    const opened = wasOpened ? openForAppend(path) : openWithFolder(path);
    wasOpened = true;
    return opened;
  };
  const append = (lines: string): void => {
    descriptor ??= open();
    if (wasMoved(descriptor, path) || rotateIfFull(path, descriptor, limits)) {
      close();
      descriptor = open();
    }
    writeSync(descriptor, lines);
  };
  return {
    close,
    write: (lines) => {
      try {
        append(lines);
      } catch {
        close();
      }
    },
  };
}

function openWithFolder(path: string): number {
  try {
    return openForAppend(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    makeFolder(dirname(path));
    return openForAppend(path);
  }
}

function openForAppend(path: string): number {
  return openToAppend(path, OWNER_ONLY_MODE);
}

/** Another process rotated the file, or somebody removed it. */
function wasMoved(descriptor: number, path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.ino !== fstatSync(descriptor).ino;
}

/** Answers whether the file at `path` is a new one now. */
function rotateIfFull(path: string, descriptor: number, limits: RotationLimits): boolean {
  const { size, ino } = fstatSync(descriptor);
  if (size < limits.maxBytes) return false;
  return rotateOnce(path, ino, limits.maxFiles);
}

/**
 * Of several processes that find the file full, one rotates it: the one that makes a folder named after the full file's inode. The inode
 * is looked at again after that, because the path may have changed hands in between.
 */
function rotateOnce(path: string, inode: number, maxFiles: number): boolean {
  const token = `${path}.rotating-${inode}`;
  try {
    mkdirSync(token);
  } catch {
    removeWhenAbandoned(token);
    return true;
  }
  if (statSync(path, { throwIfNoEntry: false })?.ino === inode) shift(path, maxFiles);
  rmdirSync(token);
  return true;
}

/** A process that was killed while it rotated must not stop rotation for good. */
function removeWhenAbandoned(token: string): void {
  const since = statSync(token, { throwIfNoEntry: false })?.mtimeMs;
  if (since !== undefined && Date.now() - since > ABANDONED_MS) rmdirSync(token);
}

function shift(path: string, maxFiles: number): void {
  if (maxFiles <= 1) return rmSync(path, { force: true });
  for (let number = maxFiles - 2; number >= 1; number -= 1) {
    if (statSync(`${path}.${number}`, { throwIfNoEntry: false }) !== undefined) {
      renameSync(`${path}.${number}`, `${path}.${number + 1}`);
    }
  }
  renameSync(path, `${path}.1`);
}
