import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { CALL_NAMES, type CallName, type Dialect, LEGACY_CALL_NAMES } from '@hostwright/host-factory-protocol';
import type { Site } from '../../configuration/index.js';

const NAMES: ReadonlySet<string> = new Set([...CALL_NAMES, ...LEGACY_CALL_NAMES]);
const DIALECTS: ReadonlySet<string> = new Set(['symphony', 'lsf']);

/** Whether a word is the name of a call. */
export function isCallName(word: string): word is CallName {
  return NAMES.has(word);
}

/** Whether a word names a dialect. */
export function isDialect(word: string | undefined): word is Dialect {
  return word !== undefined && DIALECTS.has(word);
}

/** Whether a caller's configuration folder is the one that is served. One that does not say goes by its work directory alone. */
export function servesDirectory(site: Site, stated: string | undefined): boolean {
  if (stated === undefined) return true;
  const served = new Set([site.directory, ...site.searchDirectories].map(realPath));
  // LSF states the folder above `conf/`.
  return served.has(realPath(stated)) || served.has(realPath(join(stated, 'conf')));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
