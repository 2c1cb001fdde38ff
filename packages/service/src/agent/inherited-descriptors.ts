import { readdirSync, readFileSync } from 'node:fs';

/** O_CLOEXEC in the octal flags of /proc. Source: proc_pid_fdinfo(5). */
const CLOSE_ON_EXEC = 0o2000000;
const STANDARD_ERROR = 2;

/**
 * Descriptors beyond the standard ones that a program started from here would inherit: whoever started us left them open, for everything
 * that Node and SQLite open is closed by itself. From /proc, so empty where there is none.
 */
export function inheritedDescriptors(): readonly number[] {
  return listDescriptors().filter((descriptor) => descriptor > STANDARD_ERROR && isInherited(descriptor));
}

function listDescriptors(): readonly number[] {
  try {
    return readdirSync('/proc/self/fdinfo').map(Number);
  } catch {
    return [];
  }
}

function isInherited(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    // Closed since: the one that the list itself was read with.
    return false;
  }
}
