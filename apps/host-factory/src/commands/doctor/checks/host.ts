import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { CommandContext } from '../../../cli/context.js';
import { type Finding, note, ok } from '../finding.js';

/** What this host brings along. */
export function checkHost({ environment }: CommandContext): readonly Finding[] {
  const curl = findOnPath('curl', environment['PATH'] ?? '');
  return [
    ok('node', `${process.version}, ${process.execPath}`),
    curl === undefined
      ? note('curl', 'not found: each call of Host Factory starts Node, also while an agent runs', 'install curl')
      : ok('curl', curl),
  ];
}

function findOnPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
