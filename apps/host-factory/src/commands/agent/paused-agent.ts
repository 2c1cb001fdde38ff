import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { type AgentPlace, locateRuntimeFolder, readPointer } from '@hostwright/service/agent';
import { lockHolder, stateOf } from '../doctor/look/process.js';

/**
 * The process of a site's agent when it is paused, on this host: by a stop signal, or a debugger. It holds its lock and does not end before it
 * goes on. Undefined when it is not paused, or that cannot be told.
 */
export function pausedAgent({ site, environment }: AgentPlace): number | undefined {
  if (!existsSync(site.workDirectory)) return undefined;
  const { lockPath } = locateRuntimeFolder({ workDirectory: site.workDirectory, environment });
  const pid = lockHolder(lockPath, kernelLocks()) ?? pointedAt(site.workDirectory);
  return pid !== undefined && stateOf(pid) === 'paused' ? pid : undefined;
}

/** What is said of it. */
export function tellPaused(pid: number): string {
  return `The agent (process ${pid}) is paused, by a stop signal or a debugger, and cannot end: let it go on with "kill -CONT ${pid}", then try again.`;
}

function pointedAt(workDirectory: string): number | undefined {
  const pointer = readPointer(workDirectory);
  return pointer?.host === hostname() ? pointer.pid : undefined;
}

function kernelLocks(): string {
  try {
    return readFileSync('/proc/locks', 'utf8');
  } catch {
    return '';
  }
}
