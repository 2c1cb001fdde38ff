import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

/** Writes a file of one test, and answers its path. */
export type WriteFile = (name: string, text: string, mode?: number) => string;

/** Makes folders that are gone after their test. */
export function temporaryFolders(): () => { readonly path: string; readonly write: WriteFile } {
  const made: string[] = [];
  afterEach(() => {
    for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
  });
  return () => {
    const path = mkdtempSync(join(tmpdir(), 'hw-kubernetes-'));
    made.push(path);
    return {
      path,
      write: (name, text, mode = 0o600) => {
        const file = join(path, name);
        writeFileSync(file, text);
        chmodSync(file, mode);
        return file;
      },
    };
  };
}
