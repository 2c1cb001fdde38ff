import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Stands in the work directory while a process makes the snapshot. */
const TURN_FILE_NAME = 'configuration-snapshot.turn';
/** A process that takes longer was killed, or hangs. */
const LONGEST_TURN_MS = 10_000;
/** Longest wait for another process's snapshot. */
const LONGEST_WAIT_MS = 3_000;
const LOOK_INTERVAL_MS = 20;

/**
 * Of many processes that find no current snapshot at once, one makes it and the others wait for it: reading the configuration costs
 * several times what the rest of a call costs. Where nobody can take turns, or a turn lasts too long, everyone makes its own.
 *
 * @param current - the snapshot if there is a current one by now
 */
export async function inTurn<Snapshot>(
  workDirectory: string,
  { current, build }: { readonly current: () => Snapshot | undefined; readonly build: () => Promise<Snapshot> },
): Promise<Snapshot> {
  const turnFile = join(workDirectory, TURN_FILE_NAME);
  const taken = takeTurn(turnFile);
  if (taken === 'another') {
    await waitForEnd(turnFile);
    return current() ?? build();
  }
  try {
    return await build();
  } finally {
    if (taken === 'mine') rmSync(turnFile, { force: true });
  }
}

/** `nobody`: the folder cannot be written, or is not there. */
function takeTurn(turnFile: string): 'mine' | 'another' | 'nobody' {
  try {
    closeSync(openSync(turnFile, 'wx', 0o600));
    return 'mine';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return 'nobody';
  }
  if (isRunning(turnFile)) return 'another';
  // Left behind by a killed process. Several may find that out at once: then several build, once.
  rmSync(turnFile, { force: true });
  return 'nobody';
}

function isRunning(turnFile: string): boolean {
  const since = statSync(turnFile, { throwIfNoEntry: false })?.mtimeMs;
  return since !== undefined && Math.abs(Date.now() - since) < LONGEST_TURN_MS;
}

async function waitForEnd(turnFile: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS && isRunning(turnFile); waitedMs += LOOK_INTERVAL_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS));
  }
}
