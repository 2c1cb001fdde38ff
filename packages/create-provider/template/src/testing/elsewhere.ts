import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { OtherProcessLaunch } from '@hostwright/provider-conformance';
import type { Settings } from '../settings.js';

/** What another process is told; it is the first argument, as JSON. */
export interface Task extends OtherProcessLaunch {
  readonly settings: Settings;
  readonly apiKey: string;
}

/** The built program, whether this file was built too or runs from its source. */
const PROGRAM = fileURLToPath(new URL('../../dist/testing/elsewhere-main.js', import.meta.url));

/** Whether another process can be started: `npm test` builds first. */
export const HAS_PROGRAM = existsSync(PROGRAM);

/** Launches in another process, and answers the ids that it was told. */
export async function launchElsewhere(task: Task): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, JSON.stringify(task)]);
  return JSON.parse(stdout) as readonly string[];
}
