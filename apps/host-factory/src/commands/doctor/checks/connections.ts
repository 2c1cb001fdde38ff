import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectionView, createQueries } from '@hostwright/core';
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

function tellConnection({ state }: ConnectionView, nowMs: number): readonly Finding[] {
  const { connection, halt, breaker, vanishHeldMachines, vanishHeldSinceMs, orphans, otherDeployments } = state;
  const findings: Finding[] = [];
  if (halt !== undefined) {
    findings.push(wrong(connection, `halted: ${halt.message}`, `host-factory providers health ${connection}`));
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
