import { hostname } from 'node:os';
import { basename } from 'node:path';
import type { Logger, Store } from '@hostwright/core';
import type { RuntimeFolder } from '../runtime-folder.js';

/** Begins the name under which engines of this host, user and work directory hold leases. */
export function holderPrefix({ folder }: RuntimeFolder): string {
  return `${hostname()}/${basename(folder)}/engine`;
}

/**
 * Gives back the leases of engines that were killed: whoever holds the runtime folder's lock is the only one alive of those that use it,
 * so that nobody waits for leases of the dead to run out. Should that be wrong for once, the next holder's epoch is what protects.
 */
export async function releaseDeadLeases({
  store,
  runtime,
  logger,
}: {
  readonly store: Store;
  readonly runtime: RuntimeFolder;
  readonly logger: Logger;
}): Promise<void> {
  const isOurs = (holder: string | undefined): boolean => holder?.startsWith(`${holderPrefix(runtime)}-`) ?? false;
  if (!(await store.read((tx) => tx.connections())).some(({ holder }) => isOurs(holder))) return;
  const freed = await store.write(
    async (tx) => {
      const dead = (await tx.connections()).filter(({ holder }) => isOurs(holder));
      for (const state of dead) await tx.saveConnection({ ...state, holder: undefined, leaseUntilMs: 0 });
      return dead.map(({ connection }) => connection);
    },
    { durable: false },
  );
  logger.info({ connections: freed }, 'leases of an engine that was killed were given back');
}
