import type { SiteEntry } from '@hostwright/core/provider';
import type { LogSettings } from '../types.js';

/** The key that the settings files of all LSF plugins share. */
const LOG_LEVEL_KEY = 'LogLevel';

/** Log levels of other systems' plugins, in Python's and in Java's words. */
const LEVELS: Readonly<{ [word: string]: LogSettings['level'] }> = {
  TRACE: 'debug',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  WARNING: 'warn',
  ERROR: 'error',
  FATAL: 'error',
  CRITICAL: 'error',
};

/** Takes the log level out of a settings file; one that nobody knows stays in, for the plugin to judge. */
export function takeLogLevel(entries: readonly SiteEntry[]): {
  readonly level: LogSettings['level'] | undefined;
  readonly entries: readonly SiteEntry[];
} {
  const stated = entries.find(({ key }) => key === LOG_LEVEL_KEY);
  const word = stated === undefined ? undefined : String(JSON.parse(stated.valueJson)).trim().toUpperCase();
  const level = word !== undefined && Object.hasOwn(LEVELS, word) ? LEVELS[word] : undefined;
  return { level, entries: level === undefined ? entries : entries.filter((entry) => entry !== stated) };
}
