import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LINES_FILE } from '../points/halt-files.js';
import type { Line } from '../preload/lines.js';

/** Reads what the processes of a run did, in order. A process that was killed at a time of its own may have left half a line. */
export function readLines(folder: string): readonly Line[] {
  const file = join(folder, LINES_FILE);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').flatMap(parse);
}

function parse(text: string): readonly Line[] {
  try {
    return [JSON.parse(text) as Line];
  } catch {
    return [];
  }
}
