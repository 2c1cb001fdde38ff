import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';

/** A new folder for one test, removed after it. Children that run as another user may enter it. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  afterEach(() => remove(folders.splice(0)));
  return () => {
    const folder = makeFolder();
    folders.push(folder);
    return folder;
  };
}

/** One new folder for all tests of a file. */
export function sharedFolder(): string {
  const folder = makeFolder();
  afterAll(() => remove([folder]));
  return folder;
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-store-'));
  chmodSync(folder, 0o755);
  return folder;
}

function remove(folders: readonly string[]): void {
  for (const folder of folders) {
    // A test may have taken away the permission to remove what is in it.
    chmodSync(folder, 0o755);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
