import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the running program's package.json, whose direct dependencies are its plugins; the current folder when there is none. */
export function findProgramDirectory(program = process.argv[1]): string {
  if (program === undefined) return process.cwd();
  let folder = dirname(realPath(program));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) return process.cwd();
    folder = parent;
  }
  return folder;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
