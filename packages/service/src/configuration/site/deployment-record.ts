import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { systemRandom } from '@hostwright/core/ports';
import { readOwnFile } from '../../own-file.js';
import { invalid, tellSystemError } from '../invalid.js';
import { RECORD_FILE_NAME } from './names.js';
import type { Site } from './types.js';

/** Ties a configuration folder to the one store that belongs to it. */
export interface DeploymentRecord {
  readonly deploymentId: string;
  readonly workDirectory: string;
  /** The folder's real path when the record was written: a copy of the folder has another. Undefined in records of earlier versions. */
  readonly directory: string | undefined;
  /** The store's life when it was last looked at. Where one is known, a store that is made in its place means that the other was lost. */
  readonly storeIncarnation?: string;
}

const DEPLOYMENT_ID = /^[0-9a-f]{32}$/;
const MAX_RECORD_BYTES = 1024 * 1024;
/** No secret, and needed by whoever runs the calls: an administrator may have been the first to use the folder. */
const READABLE_MODE = 0o644;

/** @throws {HostFactoryError} `InvalidConfiguration`: it cannot be read, or is no record */
export function readDeploymentRecord(directory: string): DeploymentRecord | undefined {
  const path = join(directory, RECORD_FILE_NAME);
  let text: string;
  try {
    text = readOwnFile(path, { maxBytes: MAX_RECORD_BYTES }).text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw invalid(
      'deployment-record-damaged',
      `The deployment record ${path} cannot be read: ${tellSystemError(error)}. Put a file there that this user may read.`,
      error,
    );
  }
  return parseRecord(text) ?? refuse(path);
}

/**
 * Writes the first record of a folder; of several processes that do so at once, one wins.
 *
 * @returns what stands there now; undefined when the folder cannot be written
 */
export function createDeploymentRecord(directory: string, record: DeploymentRecord): DeploymentRecord | undefined {
  const written = writeRecord(directory, record, (fresh, path) => {
    linkSync(fresh, path);
    rmSync(fresh);
  });
  return written === 'refused' ? undefined : readDeploymentRecord(directory);
}

/** Replaces the record. @returns whether the folder could be written */
export function replaceDeploymentRecord(directory: string, record: DeploymentRecord): boolean {
  return writeRecord(directory, record, renameSync) === 'written';
}

/** Puts down which store a site uses, once the store's own id is known. @returns whether the folder could be written */
export function recordDeployment(site: Site, deploymentId: string): boolean {
  const { directory, workDirectory } = site;
  const known = readDeploymentRecord(directory);
  if (known?.deploymentId === deploymentId && known.workDirectory === workDirectory && known.directory === directory) return true;
  return replaceDeploymentRecord(directory, { deploymentId, workDirectory, directory });
}

/** The life of the store that was last known of a site; undefined when none is. */
export function recordedStore({ directory, workDirectory }: Site, deploymentId: string): string | undefined {
  const known = readDeploymentRecord(directory);
  return known?.deploymentId === deploymentId && known.workDirectory === workDirectory ? known.storeIncarnation : undefined;
}

/** Puts down that there is a store, and which life of it. Where the folder cannot be written, nobody will know that it was lost. */
export function recordStore(site: Site, deploymentId: string, storeIncarnation: string): void {
  const { directory, workDirectory } = site;
  if (recordedStore(site, deploymentId) === storeIncarnation) return;
  replaceDeploymentRecord(directory, { deploymentId, workDirectory, directory, storeIncarnation });
}

function writeRecord(
  directory: string,
  record: DeploymentRecord,
  put: (fresh: string, path: string) => void,
): 'written' | 'exists' | 'refused' {
  const path = join(directory, RECORD_FILE_NAME);
  const fresh = `${path}.${systemRandom.hex(4)}`;
  try {
    writeDurably(fresh, `${JSON.stringify(record, undefined, 2)}\n`);
    put(fresh, path);
    return 'written';
  } catch (error) {
    rmSync(fresh, { force: true });
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'exists' : 'refused';
  }
}

function writeDurably(path: string, text: string): void {
  const descriptor = openSync(path, 'w', READABLE_MODE);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function parseRecord(text: string): DeploymentRecord | undefined {
  try {
    const value = JSON.parse(text) as Partial<DeploymentRecord> | null;
    const { deploymentId, workDirectory, directory, storeIncarnation } = value ?? {};
    if (typeof deploymentId !== 'string' || !DEPLOYMENT_ID.test(deploymentId)) return undefined;
    if (typeof workDirectory !== 'string' || !isAbsolute(workDirectory)) return undefined;
    if (directory !== undefined && (typeof directory !== 'string' || !isAbsolute(directory))) return undefined;
    return { deploymentId, workDirectory, directory, ...(typeof storeIncarnation === 'string' && { storeIncarnation }) };
  } catch {
    return undefined;
  }
}

function refuse(path: string): never {
  throw invalid(
    'deployment-record-damaged',
    `${path} is no deployment record: it needs "deploymentId" of 32 hexadecimal digits and "workDirectory", an absolute path. ` +
      'Restore it from a backup; or remove it: the store in the work directory, which must then be named by workDirectory or the environment, knows the id.',
  );
}
