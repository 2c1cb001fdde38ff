import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ConfigurationError } from '../fault.js';
import { invalid } from '../invalid.js';
import { type DeploymentRecord, readDeploymentRecord } from './deployment-record.js';
import { DEFAULT_WORK_DIRECTORY, RECORD_FILE_NAME } from './names.js';
import type { Site } from './types.js';

/**
 * Why a configuration folder is a copy: the folder that its deployment record was made for is there as well, with the same record. Two
 * folders on one store would each change what the other one works on. Undefined for an original, and for a folder that was moved.
 */
export function findCopy({ directory }: Pick<Site, 'directory'>): ConfigurationError | undefined {
  const record = readDeploymentRecord(directory);
  const original = record === undefined ? undefined : originalOf(record);
  if (record === undefined || original === undefined || isSameFolder(original, directory)) return undefined;
  if (idIn(original) !== record.deploymentId) return undefined;
  return invalid(
    'deployment-copied',
    `${directory} is a copy of ${original}: ${RECORD_FILE_NAME} in both names the same store. ` +
      `Give the copy a deployment of its own with "host-factory config new-deployment --config ${directory}", or work with the original.`,
  );
}

/** Records of earlier versions do not name their folder; it follows from the usual work directory. */
function originalOf({ directory, workDirectory }: DeploymentRecord): string | undefined {
  return directory ?? (basename(workDirectory) === DEFAULT_WORK_DIRECTORY ? dirname(workDirectory) : undefined);
}

/** Also where one of the paths leads over a link or another mount. */
function isSameFolder(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [look(one), look(other)];
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

function look(path: string): { readonly ino: bigint; readonly dev: bigint } | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Undefined also for a record that cannot be read: its folder is no rival of ours. */
function idIn(directory: string): string | undefined {
  if (look(join(directory, RECORD_FILE_NAME)) === undefined) return undefined;
  try {
    return readDeploymentRecord(directory)?.deploymentId;
  } catch {
    return undefined;
  }
}
