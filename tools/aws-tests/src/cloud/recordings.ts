import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

/** Set before the suites start: the folder in which every proxy records what passes it. */
export const VARIABLE = 'HOSTWRIGHT_AWS_REQUESTS';

/** The folder of all recordings of this run. */
export function recordingsFolder(): string {
  const folder = process.env[VARIABLE];
  if (folder === undefined) throw new Error(`${VARIABLE} is not set: run the suite by vitest.suite.config.ts`);
  return folder;
}

/** A file of one's own in it. */
export function newRecording(): string {
  return join(recordingsFolder(), `${randomUUID()}.jsonl`);
}
