import type { WholeFile } from '../../own-file.js';
import { readBounded } from '../read-bounded.js';
import { pause } from './pause.js';

const MAX_TRIES = 5;
const RETRY_MS = 20;

/**
 * Reads a file that may be edited meanwhile: again when it looks different afterwards.
 *
 * @throws {ConfigurationError} it cannot be read, is no file on a disk, or is too large
 */
export async function readWhole(path: string): Promise<WholeFile> {
  for (let attempt = 1; ; attempt += 1) {
    const whole = readBounded(path);
    if (whole.steady || attempt === MAX_TRIES) return whole;
    await pause(RETRY_MS);
  }
}
