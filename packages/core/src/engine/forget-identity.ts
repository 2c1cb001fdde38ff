import type { ConnectionState } from '../domain/connection.js';
import type { ReadTransaction } from '../ports/store.js';

/** How long a connection stays with the account of its first listing, where nothing was ever done, once the cloud answers as another one. */
const KEPT_MS = 10 * 60_000;

/**
 * Whether a connection may become another account's. One that answers as somebody else is halted, because its machines are where it was
 * before. Where it never had any and nothing was sent, the first account was only looked into, by a mistake of whoever set it up: after a
 * while it begins anew.
 *
 * @param providerTimeMs - when the cloud answered as somebody else, by its own clock: ours may have been set meanwhile
 */
export async function mayForgetIdentity(tx: ReadTransaction, state: ConnectionState, providerTimeMs: number): Promise<boolean> {
  const { connection, halt, providerTimeMs: knownAtMs } = state;
  if (halt?.kind === 'store-is-old' || knownAtMs === undefined || providerTimeMs - knownAtMs < KEPT_MS) return false;
  const machines = await tx.machines({ connection, limit: 1 });
  const groups = await tx.groups(connection);
  const open = await tx.intents({ connection, settled: false });
  return machines.length === 0 && groups.length === 0 && open.every((intent) => intent.firstSentAtMs === undefined);
}
