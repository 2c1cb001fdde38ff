import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_LOG_NAME, CALLS_LOG_NAME, CRASH_LOG_NAME } from '@hostwright/service/agent';
import type { BundleFile, BundlePart, LeftOut } from '../source.js';

const NAMES = [AGENT_LOG_NAME, CALLS_LOG_NAME, CRASH_LOG_NAME];
/** Of each file; a line that is longer is cut. */
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_ROTATED = 100;

/** The last lines of each log, those of rotated files included. */
export const logs: BundlePart = {
  name: 'logs',
  collect: async ({ site, logLines }) => {
    if (site === undefined) return [{ what: 'logs', why: 'the log directory cannot be told' }];
    return NAMES.map((name) => collectLog(site.logDirectory, name, logLines));
  },
};

function collectLog(folder: string, name: string, count: number): BundleFile | LeftOut {
  let lines: readonly string[] = [];
  let bytes = 0;
  for (let number = 0; number <= MAX_ROTATED && lines.length < count && bytes < MAX_BYTES; number += 1) {
    const text = tailOf(join(folder, number === 0 ? name : `${name}.${number}`), MAX_BYTES - bytes);
    if (text === undefined) break;
    bytes += text.length;
    lines = [...text.split('\n').filter((line) => line !== ''), ...lines];
  }
  if (lines.length === 0) return { what: `logs/${name}`, why: `${join(folder, name)} is not there, is empty, or cannot be read` };
  const kept = count === 0 ? [] : lines.slice(-count);
  return { name: `logs/${name}`, about: `the last ${kept.length} lines of ${join(folder, name)}`, text: `${kept.join('\n')}\n` };
}

/** The end of a file, from the beginning of a line on; undefined when it cannot be read. */
function tailOf(path: string, maxBytes: number): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return undefined;
    const length = Math.min(stats.size, maxBytes);
    const buffer = Buffer.alloc(length);
    const read = readSync(descriptor, buffer, 0, length, stats.size - length);
    const text = buffer.toString('utf8', 0, read);
    return length < stats.size ? text.slice(text.indexOf('\n') + 1) : text;
  } finally {
    closeSync(descriptor);
  }
}
