import { closeSync, mkdirSync, openSync, readdirSync, rmdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Refusal } from './refusal.js';
import type { NewFile } from './template-files.js';

/** What may lie in a folder that counts as empty: a repository that was just made. */
const HARMLESS: ReadonlySet<string> = new Set(['.git']);

/** Steps that take back what was made, in the order in which it was made. */
type Undo = (() => void)[];

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the quota is used up',
  EFBIG: 'files may not be that large here',
  ENOTDIR: 'a file or a link is in the way',
  EEXIST: 'a file or a link is in the way',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'nothing can be made there',
  ELOOP: 'its links go round in a circle',
};

/**
 * Writes files into a folder that is new or empty. Nothing that is there is written over or followed; when it fails it takes back what it made.
 *
 * @throws {Refusal} when the folder holds something, or cannot be written
 */
export function writeFiles(folder: string, files: readonly NewFile[]): void {
  const target = resolve(folder);
  const undo: Undo = [];
  try {
    makeFolder(target, undo);
    if (readdirSync(target).some((name) => !HARMLESS.has(name))) throw new Refusal(`${show(folder)} is not empty; name a new folder`);
    for (const { path, text } of files) {
      const file = join(target, path);
      makeFolder(dirname(file), undo);
      makeFile(file, text, undo);
    }
  } catch (error) {
    takeBack(undo);
    throw error instanceof Refusal ? error : refusalOf(folder, error);
  }
}

/** Makes a folder and those above it, and notes each that is new. Not `recursive`: below /proc that never ends. */
function makeFolder(folder: string, undo: Undo): void {
  if (isFolder(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder), undo);
  mkdirSync(folder);
  undo.push(() => rmdirSync(folder));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Nothing that is there is written over or followed. */
function makeFile(path: string, text: string, undo: Undo): void {
  const file = openSync(path, 'wx');
  undo.push(() => unlinkSync(path));
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

function takeBack(undo: Readonly<Undo>): void {
  for (const step of undo.toReversed()) {
    try {
      step();
    } catch {
      // What cannot be taken back stays; the refusal names the folder.
    }
  }
}

function refusalOf(folder: string, error: unknown): Refusal {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new Refusal(`${show(folder)} cannot be written: ${REASONS[code] ?? message}`, { cause: error });
}

function show(folder: string): string {
  return JSON.stringify(folder).slice(1, -1);
}
