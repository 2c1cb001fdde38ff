import { accessSync, readFileSync, statfsSync } from 'node:fs';

/** What the operating system tells of the disk under a path. */
interface DiskFacts {
  readonly type: number;
  readonly bsize: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}

/** The operating system, as far as a test cannot bring it about. */
export interface System {
  /** @throws when the path does not exist */
  disk(path: string): DiskFacts;
  /** @throws when this user may not do that with the path; `mode` as in `accessSync` of node:fs */
  access(path: string, mode: number): void;
  /** Lines of /proc/self/mountinfo; empty where there is none. */
  mounts(): string;
  /** Lines of /proc/locks; empty where there is none. */
  locks(): string;
}

/** This very host. */
export const thisSystem: System = {
  disk: (path) => statfsSync(path),
  access: (path, mode) => accessSync(path, mode),
  mounts: () => readOrNothing('/proc/self/mountinfo'),
  locks: () => readOrNothing('/proc/locks'),
};

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
