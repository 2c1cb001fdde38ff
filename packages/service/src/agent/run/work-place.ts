import { statSync } from 'node:fs';
import { join } from 'node:path';
import { STORE_FILE_NAME } from '../../configuration/index.js';
import type { AgentEnd } from './agent-end.js';

/** A work directory as it was when it was first looked at. */
export interface WorkPlace {
  /** Why it cannot be worked in any more: the folder, or the store in it, was removed or is another one by now. */
  loss(): Extract<AgentEnd, 'no-work-directory' | 'store-lost'> | undefined;
}

/** Looks at a work directory; undefined when there is none. The store may still be made. */
export function lookAt(workDirectory: string): WorkPlace | undefined {
  const storeFile = join(workDirectory, STORE_FILE_NAME);
  const folder = identityOf(workDirectory);
  let store = identityOf(storeFile);
  if (folder === undefined) return undefined;
  return {
    loss: () => {
      if (identityOf(workDirectory) !== folder) return 'no-work-directory';
      store ??= identityOf(storeFile);
      return identityOf(storeFile) === store ? undefined : 'store-lost';
    },
  };
}

/** What tells a file or folder from another one of its name. One that may not be looked at counts as gone: nothing can be done with it. */
export function identityOf(path: string): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : `${stats.dev}/${stats.ino}`;
  } catch {
    return undefined;
  }
}
