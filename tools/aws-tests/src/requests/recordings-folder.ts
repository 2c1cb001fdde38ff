import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VARIABLE } from '../cloud/recordings.js';

/** Makes one folder for the recordings of all suites, whose processes find it in their environment, and removes it when all have ended. */
export default function recordingsFolder(): () => void {
  const folder = (process.env[VARIABLE] ??= mkdtempSync(join(tmpdir(), 'hostwright-aws-requests-')));
  return () => rmSync(folder, { recursive: true, force: true });
}
