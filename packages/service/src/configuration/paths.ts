import { realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { invalid, tellSystemError } from './invalid.js';

/**
 * A path by which the same place is always known, whether it exists yet or not: the real path of what exists of it, and the rest as it
 * is.
 */
export function canonicalPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(canonicalPath(parent), basename(absolute));
  }
}

/** What stands at a path; undefined for nothing. @throws {HostFactoryError} `InvalidConfiguration` when that cannot be told */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw invalid(
      'work-directory-unusable',
      `${path} cannot be looked at: ${tellSystemError(error)}. Give this user access to it, or configure another place.`,
      error,
    );
  }
}

/** Whether `path` is `folder` or lies in it, by their names alone. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}
