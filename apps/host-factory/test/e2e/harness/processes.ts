import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Deep enough to be nobody else's. */
const OWN_FOLDER = /^\/[^/]+\/(?:[^/]+\/)*hwe-[^/]{6}(?:\/|$)/;

/** Processes whose command line or environment names a folder; from /proc, so on Linux alone. */
function processesOf(folder: string): readonly number[] {
  return listProcesses().filter((pid) => pid !== process.pid && isAlive(pid) && mentions(pid, folder));
}

/**
 * Kills every process that works in a folder, and waits until none is left.
 * @throws {Error} for anything but a folder of its own below the temporary one: what every process mentions would end them all
 */
export async function endProcessesOf(folder: string): Promise<void> {
  if (!OWN_FOLDER.test(folder)) throw new Error(`"${folder}" is no folder of a test run: no process is ended for it.`);
  for (let round = 0; round < 100; round += 1) {
    const pids = processesOf(folder);
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
    await sleep(20);
  }
}

/** Sends SIGKILL; a process that is gone is as good. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/** Whether a process exists and is not just waiting for its parent to take note of its end. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

function listProcesses(): readonly number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function mentions(pid: number, folder: string): boolean {
  return ['cmdline', 'environ'].some((file) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}
