import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectionView, createQueries, type HaltReason } from '@hostwright/core';
import { openSiteStore } from '@hostwright/service';
import { STORE_FILE_NAME } from '@hostwright/service/configuration';
import { type Finding, note, type Patient, wrong } from '../finding.js';

/** What the engine refuses to do on a connection until somebody looks. */
export async function checkConnections({ site, configuration, context }: Patient): Promise<readonly Finding[]> {
  if (!existsSync(join(site.workDirectory, STORE_FILE_NAME))) return [];
  const store = await openSiteStore(configuration, { readOnly: true });
  try {
    const { templates, timing } = configuration;
    const views = await createQueries({ store, templates, timing }).connections();
    return views.flatMap((view) => tellConnection(view, context.clock.now()));
  } finally {
    await store.close();
  }
}

/** What ends a halt. Nothing of ours rebuilds a store, and a halted connection ends no machines. */
const HALT_MENDS: Readonly<{ [Kind in HaltReason['kind']]: string }> = {
  'store-is-old':
    'stop the agent, and restore the newest hostwright.db with its -wal and -shm files from a backup; without one, end the machines ' +
    "with the cloud's own tools and begin with a new configuration folder",
  'identity-changed': 'give the connection the settings and credentials of the account and region that it had, or another name',
};

function tellConnection({ state }: ConnectionView, nowMs: number): readonly Finding[] {
  const { connection, halt, breaker, vanishHeldMachines, vanishHeldSinceMs, orphans, otherDeployments } = state;
  const findings: Finding[] = [];
  if (halt !== undefined) {
    findings.push(wrong(connection, `halted: ${halt.message}`, HALT_MENDS[halt.kind]));
  }
  if (vanishHeldSinceMs !== undefined) {
    findings.push(
      wrong(
        connection,
        `${vanishHeldMachines} machines vanished at once without a word: none is taken for gone yet`,
        'look into the cloud account',
      ),
    );
  }
  if (breaker.openUntilMs !== undefined && breaker.openUntilMs > nowMs) {
    findings.push(
      wrong(
        connection,
        `not called for now: ${breaker.lastMessage ?? breaker.lastErrorClass ?? 'it failed'}`,
        `host-factory providers health ${connection}`,
      ),
    );
  }
  if (orphans > 0) {
    findings.push(
      note(connection, `${orphans} machines carry our tags and no request explains them`, 'host-factory machines list --orphans'),
    );
  }
  if (otherDeployments.length > 0) {
    findings.push(
      note(
        connection,
        `machines of other deployments live there: ${otherDeployments.join(', ')}`,
        'see to it that each work directory is used by one configuration only',
      ),
    );
  }
  return findings;
}
