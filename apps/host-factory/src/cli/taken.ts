import type { Writable } from 'node:stream';

/**
 * Waits until all that was written has left this process. What was printed into a pipe stays here until its reader takes it: an end
 * before that would cut it off.
 */
export function taken(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
