import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';

/** A new folder for each call, removed after the test. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) remove(folder);
  });
  return () => {
    const folder = makeFolder();
    folders.push(folder);
    return folder;
  };
}

/** One new folder for all tests of a file. */
export function sharedFolder(): string {
  const folder = makeFolder();
  afterAll(() => remove(folder));
  return folder;
}

/** A short name: sockets lie in it. */
function makeFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'hw-')));
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
