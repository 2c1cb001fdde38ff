import { readFileSync } from 'node:fs';
import { FOLDER_VARIABLE } from '../points/halt-files.js';

/** Signals that runs send. */
export type Signal = 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM';

/**
 * Sends a signal to a process of a run; answers false where there is none.
 * A number that a file holds may be anybody's: only a process whose environment names the run's own folder is one of the run.
 */
export function signalProcessOf(folder: string, pid: number, signal: Signal): boolean {
  if (!isProcessOf(folder, pid)) return false;
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Whether a process lives and belongs to the run of a folder. */
export function isProcessOf(folder: string, pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 1 || pid === process.pid || pid === process.ppid) return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))) return false;
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${FOLDER_VARIABLE}=${folder}`);
  } catch {
    return false;
  }
}
