import { readFileSync, statSync } from 'node:fs';

/** What a process is doing. `paused`: stopped by a signal or a debugger. */
export type ProcessState = 'running' | 'paused' | 'gone';

/** Looks at a process of this host; where there is no /proc, only whether it is there can be told. */
export function stateOf(pid: number): ProcessState {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold anything, a bracket as well. Source: proc_pid_stat(5).
    const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    if (/[ZX]/.test(state)) return 'gone';
    return /[Tt]/.test(state) ? 'paused' : 'running';
  } catch {
    return isThere(pid) ? 'running' : 'gone';
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * The process that holds a kernel lock on a file; undefined when none does, or that cannot be told.
 *
 * @param table - /proc/locks. Source: proc_locks(5)
 */
export function lockHolder(path: string, table: string): number | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  for (const line of table.split('\n')) {
    const [, pid, place = ''] = /^\d+: \S+ +\S+ +WRITE +(\d+) (\S+)/.exec(line) ?? [];
    if (pid !== undefined && place.endsWith(`:${stats.ino}`)) return Number(pid);
  }
  return undefined;
}
