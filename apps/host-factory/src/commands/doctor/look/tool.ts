import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that hangs is given up after this time. */
const TIMEOUT_MS = 20_000;

/** Finds a program as a shell does. */
export function findOnPath(name: string, path: string | undefined): string | undefined {
  return (path ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** Whether this user may run the file. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What a program prints when asked; undefined when it cannot be run, fails or hangs. */
export function askTool(
  path: string,
  words: readonly string[],
  environment: Readonly<{ [name: string]: string | undefined }>,
): string | undefined {
  const { status, stdout } = spawnSync(path, words, {
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout : undefined;
}
