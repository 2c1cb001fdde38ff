import type { Intent, ReadTransaction, Store } from '@hostwright/core';

/**
 * Whether somebody is in the middle of a change to the cloud: an intent is being prepared, or an attempt under a connection's current
 * epoch is not answered. Attempts of earlier epochs without an answer are the traces of processes that are gone; only sweeps tell what
 * became of them.
 */
export async function isInTheAir(store: Store): Promise<boolean> {
  return store.read(async (tx) => {
    for (const intent of await tx.intents({ settled: false })) {
      if (isBeingPrepared(intent) || (await hasOpenAttempt(tx, intent))) return true;
    }
    return false;
  });
}

function isBeingPrepared({ state, retryAtMs }: Intent): boolean {
  return (state === 'preparing' || state === 'prepared') && retryAtMs === undefined;
}

async function hasOpenAttempt(tx: ReadTransaction, { intentId, state, connection }: Intent): Promise<boolean> {
  if (state !== 'sent') return false;
  const epoch = (await tx.connection(connection))?.epoch;
  const attempts = await tx.attempts(intentId);
  return attempts.some((attempt) => attempt.state === 'sending' && attempt.epoch === epoch);
}
