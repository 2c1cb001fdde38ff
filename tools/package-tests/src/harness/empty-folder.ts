import { inject } from 'vitest';
import { Folder } from './folder.js';

/** An empty folder of somebody who installs from the registry of this run. */
export function emptyFolder(): Promise<Folder> {
  return Folder.make(inject('registry').environment);
}
