import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { HostFactoryError } from '@hostwright/core';
import { POINTER_NAME, readPointer } from './pointer.js';

/** An agent that listens elsewhere than this process's user and environment say. */
export interface OtherAgent {
  readonly socketPath: string;
  /** Whose socket it is. */
  readonly userId: number;
}

/**
 * The agent that the work directory speaks of, when that is another than would listen on `ownSocketPath`: each user has a runtime folder
 * of its own, and an agent is found by all of them. Undefined for none on this host.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: this user may not look into the work directory, so that nothing can be told
 */
export function findOtherAgent(workDirectory: string, ownSocketPath: string): OtherAgent | undefined {
  refuseClosed(workDirectory);
  const pointer = readPointer(workDirectory);
  if (pointer === undefined || pointer.host !== hostname() || pointer.socketPath === ownSocketPath) return undefined;
  const stats = look(pointer.socketPath);
  return stats?.isSocket() === true ? { socketPath: pointer.socketPath, userId: stats.uid } : undefined;
}

/** What may not be seen is not for that reason absent. */
function refuseClosed(workDirectory: string): void {
  try {
    accessSync(join(workDirectory, POINTER_NAME), constants.R_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return;
    const owner = look(join(workDirectory, POINTER_NAME)) ?? look(workDirectory);
    throw new HostFactoryError(
      'InvalidConfiguration',
      `The work directory ${workDirectory} is closed to this user, so that it cannot be told whether an agent runs. ` +
        `Run this as its owner${owner === undefined ? '' : `, user id ${owner.uid}`}, or as root.`,
      { cause: error },
    );
  }
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
