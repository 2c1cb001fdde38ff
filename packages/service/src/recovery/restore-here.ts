import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, isStoreError, StoreError, systemClock } from '@hostwright/core';
import { type RestoreReport, restoreStore } from '@hostwright/store/maintenance';
import { openRuntimeFolder } from '../agent/runtime-folder.js';
import { findAgent, stopAgent } from '../agent/status.js';
import { openExistingStore } from '../call/site-store.js';
import { recordStore, type SiteConfiguration, STORE_FILE_NAME } from '../configuration/index.js';
import { makeFolder } from '../make-folder.js';
import { holdAgentLock } from './hold-agent-lock.js';
import type { RestoreSiteInput } from './restore.js';

const OWNER_ONLY_MODE = 0o700;
const DEFAULT_WAIT_MS = 60_000;
const PAUSE_MS = 50;

/** Restores in this process, as the only one that works on the store. */
export async function restoreHere(input: RestoreSiteInput): Promise<RestoreReport> {
  const { configuration, environment, backup, waitMs = DEFAULT_WAIT_MS, clock = systemClock } = input;
  const { workDirectory } = configuration.site;
  // A work directory that is lost with its store comes back with it.
  makeFolder(workDirectory, OWNER_ONLY_MODE);
  if (input.stopAgent) await stopAgent({ site: configuration.site, environment, timeoutMs: waitMs });
  else await refuseBesideAgent(input);
  await takeClaim(configuration);
  const endAt = clock.monotonic() + waitMs;
  const lock = await holdAgentLock({ runtime: openRuntimeFolder({ workDirectory, environment }), workDirectory, clock, waitMs });
  try {
    const { deploymentId } = configuration;
    const file = join(workDirectory, STORE_FILE_NAME);
    const restore = (): Promise<RestoreReport> =>
      restoreStore({ backup, file, clock, ...(deploymentId !== undefined && { deploymentId }) });
    const report = await whileBusy(restore, clock, endAt);
    recordStore(configuration.site, report.deploymentId, report.incarnation);
    return report;
  } finally {
    lock.release();
  }
}

async function refuseBesideAgent({ configuration, environment }: RestoreSiteInput): Promise<void> {
  const finding = await findAgent({ site: configuration.site, environment });
  if (finding.kind === 'absent') return;
  const who =
    finding.kind === 'running'
      ? `process ${finding.status.pid}${finding.userId === undefined ? '' : ` of user id ${finding.userId}`}`
      : 'it does not answer';
  throw new StoreError(
    'busy',
    `The agent of ${configuration.site.workDirectory} works on its store (${who}). Nothing was changed. End it with "host-factory agent stop", or say --stop-agent.`,
  );
}

/** In a shared work directory only the host that works there may put another store in its place. A store that cannot be opened is nobody's. */
async function takeClaim(configuration: SiteConfiguration): Promise<void> {
  const file = join(configuration.site.workDirectory, STORE_FILE_NAME);
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  try {
    const store = await openExistingStore(configuration);
    try {
      await store.claim?.renew();
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!isStoreError(error) || error.kind === 'claimed' || error.kind === 'busy') throw error;
  }
}

/** A call has the store open for a moment. */
async function whileBusy<Result>(attempt: () => Promise<Result>, clock: Clock, endAt: number): Promise<Result> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isStoreError(error) || error.kind !== 'busy' || clock.monotonic() >= endAt) throw error;
      await clock.sleep(PAUSE_MS);
    }
  }
}
