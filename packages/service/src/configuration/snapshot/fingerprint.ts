import { type Stats, statSync } from 'node:fs';
import { fastHash } from '@hostwright/core';
import { readOwnFile } from '../../own-file.js';
import { contentHash, shortHash } from '../hashes.js';
import { type Listing, listFiles } from '../patterns.js';
import type { Variables } from '../site/types.js';

/** How a file looked when it was read. */
interface FileMark {
  readonly path: string;
  /** Undefined: the file was not there. */
  readonly stats: readonly [size: number, mtimeMs: number, ctimeMs: number, inode: number] | undefined;
  /** Of what was read; undefined for a file that was only looked at. */
  readonly hash: number | undefined;
  /** It had been changed so shortly before that another change need not show in its times: its content must be compared. */
  readonly isYoung: boolean;
}

/** How a variable was set; never its value. */
interface VariableMark {
  readonly name: string;
  /** Undefined: not set. */
  readonly hash: string | undefined;
}

/** Everything outside that a configuration was made from. */
export interface Fingerprint {
  readonly files: readonly FileMark[];
  readonly listings: readonly Listing[];
  readonly variables: readonly VariableMark[];
  /** A short name of all this. */
  readonly name: string;
}

/** Coarsest time stamps of a file system in use, FAT's, and some more. */
const YOUNG_MS = 2_500;

/** Notes what a configuration is made from, while it is read. */
export class FingerprintRecorder {
  readonly #files = new Map<string, FileMark>();
  readonly #listings: Listing[] = [];

  /** A file as it was read: `text` is what its look stands for. */
  addFile(path: string, stats: Stats, text: string): void {
    this.#files.set(path, { path, stats: statsOf(stats), hash: contentHash(text), isYoung: isYoung(stats) });
  }

  /** A file whose content counts without being read here: a program, or one that is missing. */
  addUnread(path: string): void {
    const stats = lookAt(path);
    this.#files.set(path, { path, stats: stats === undefined ? undefined : statsOf(stats), hash: undefined, isYoung: false });
  }

  /** Lists files, and remembers the list. */
  list(directory: string, patterns: readonly string[]): readonly string[] {
    const listing = listFiles(directory, patterns);
    this.#listings.push(listing);
    return listing.names;
  }

  finish(variables: ReadonlyMap<string, string | undefined>): Fingerprint {
    const marks = {
      files: [...this.#files.values()],
      listings: this.#listings,
      variables: [...variables].map(([name, value]) => ({ name, hash: value === undefined ? undefined : shortHash(value) })),
    };
    // The same files have the same name, however old they were when they were read.
    const files = marks.files.map(({ path, stats, hash }) => [path, stats, hash]);
    return { ...marks, name: fastHash(JSON.stringify({ ...marks, files })) };
  }
}

/** Whether everything looks as it did. */
export function isFresh(fingerprint: Fingerprint, variables: Variables): boolean {
  return (
    fingerprint.variables.every((mark) => isSameVariable(mark, variables)) &&
    fingerprint.files.every(isSameFile) &&
    fingerprint.listings.every(isSameListing)
  );
}

/**
 * The fingerprint, just found fresh, without the comparisons of content that time has made needless: another change of a file that was
 * changed long ago shows in its times. Undefined when there is none to drop.
 */
export function matured(fingerprint: Fingerprint): Fingerprint | undefined {
  const files = fingerprint.files.map((file) => (file.isYoung && hasAged(file) ? { ...file, isYoung: false } : file));
  return files.some((file, index) => file !== fingerprint.files[index]) ? { ...fingerprint, files } : undefined;
}

function hasAged({ stats }: FileMark): boolean {
  return stats !== undefined && !isRecent(Math.max(stats[1], stats[2]));
}

function isSameVariable({ name, hash }: VariableMark, variables: Variables): boolean {
  const value = Object.hasOwn(variables, name) && variables[name] !== '' ? variables[name] : undefined;
  return (value === undefined ? undefined : shortHash(value)) === hash;
}

function isSameFile(mark: FileMark): boolean {
  const stats = lookAt(mark.path);
  if (stats === undefined || mark.stats === undefined) return stats === undefined && mark.stats === undefined;
  const now = statsOf(stats);
  return mark.stats.every((value, index) => value === now[index]) && (!mark.isYoung || mark.hash === hashOf(mark.path));
}

function isSameListing(listing: Listing): boolean {
  const names = namesNow(listing);
  return names.length === listing.names.length && names.every((name, index) => name === listing.names[index]);
}

/** None when the folder cannot be read, which the full reading then tells. */
function namesNow({ directory, patterns }: Listing): readonly string[] {
  try {
    return listFiles(directory, patterns).names;
  } catch {
    return [];
  }
}

function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function hashOf(path: string): number | undefined {
  try {
    return contentHash(readOwnFile(path).text);
  } catch {
    return undefined;
  }
}

function statsOf(stats: Stats): NonNullable<FileMark['stats']> {
  return [stats.size, stats.mtimeMs, stats.ctimeMs, stats.ino];
}

function isYoung(stats: Stats): boolean {
  return isRecent(Math.max(stats.mtimeMs, stats.ctimeMs));
}

function isRecent(timeMs: number): boolean {
  return timeMs > Date.now() - YOUNG_MS;
}
