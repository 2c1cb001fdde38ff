import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionState, Intent, WriteTransaction } from '@hostwright/core';
import { openSqliteStore } from '@hostwright/store';
import { makeTestSite, type TestSite } from '../../../testing/command-line.js';

/** Changes what is in a site's store; makes the store where there is none. */
export async function editStore(site: TestSite, change: (tx: WriteTransaction) => Promise<void>): Promise<void> {
  mkdirSync(join(site.directory, 'work'), { recursive: true, mode: 0o700 });
  // A command that opens the store for writing makes it, under the deployment's own id.
  await site.run('machines', 'list');
  const store = await openSqliteStore({ file: join(site.directory, 'work', 'hostwright.db') });
  try {
    await store.write(change);
  } finally {
    await store.close();
  }
}

/** A connection that has been swept and is well, but for what is given. */
function aConnection(state: Partial<ConnectionState> = {}): ConnectionState {
  return {
    connection: 'mock',
    provider: 'mock',
    holder: undefined,
    epoch: 1,
    leaseUntilMs: 0,
    identity: undefined,
    providerTimeMs: undefined,
    lastSweep: undefined,
    lastCompleteSweep: undefined,
    sweeps: 1,
    breaker: { failures: 0, openUntilMs: undefined, lastErrorClass: undefined, lastMessage: undefined },
    halt: undefined,
    vanishHeldSinceMs: undefined,
    vanishHeldMachines: 0,
    orphans: 0,
    otherDeployments: [],
    wakeups: 0,
    ...state,
  };
}

/** A site with a store that knows one connection. */
export async function siteWith(state: Partial<ConnectionState>): Promise<TestSite> {
  const site = await makeTestSite();
  await editStore(site, (tx) => tx.saveConnection(aConnection(state)));
  return site;
}

/** A launch that was sent just now, and is not answered. */
export const INTENT: Intent = {
  intentId: 'int-1',
  sequence: 1,
  connection: 'mock',
  requestId: 'req-1',
  operation: 'launch',
  generation: 1,
  token: 't',
  state: 'sent',
  units: 1,
  offerIndex: 0,
  document: undefined,
  machineIds: [],
  target: undefined,
  answeredParts: [],
  pendingUnits: 0,
  acceptedUnits: 0,
  shortfall: [],
  firstSentAtMs: undefined,
  lastNotAfterMs: undefined,
  quietSweeps: 0,
  retryAtMs: undefined,
  tries: 1,
  settlement: undefined,
  createdAtMs: Date.now(),
  settledAtMs: undefined,
};
