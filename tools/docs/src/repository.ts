import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the clone. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Absolute path of a file of the repository. */
export function inRepository(path: string): string {
  return join(ROOT, path);
}
