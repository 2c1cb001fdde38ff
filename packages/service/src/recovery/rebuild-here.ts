import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, HostFactoryError, isStoreError, type RebuildReport, silentLogger, type Store, systemClock } from '@hostwright/core';
import { openSqliteStore } from '@hostwright/store';
import { releaseDeadLeases } from '../agent/engine/dead-leases.js';
import { setUpEngine } from '../agent/engine/set-up.js';
import { createScrubber } from '../agent/log/scrubber.js';
import { openRuntimeFolder, type RuntimeFolder } from '../agent/runtime-folder.js';
import { keepStoreRecord, readLostStore } from '../call/new-store.js';
import { openSiteStore } from '../call/site-store.js';
import { type SiteConfiguration, STORE_FILE_NAME } from '../configuration/index.js';
import { readDeploymentRecord } from '../configuration/site/deployment-record.js';
import { holdAgentLock } from './hold-agent-lock.js';
import { keepAside } from './keep-aside.js';
import { isReliable, mendFile } from './mend-here.js';
import type { RebuildSiteInput, SiteRebuild } from './rebuild.js';

/** Longer than an agent needs to finish what it is sending. */
const DRAIN_MS = 60_000;

/** Rebuilds in this process, as the only one that works on the store. A store that cannot be read is kept aside, and made anew. */
export async function rebuildHere(input: RebuildSiteInput): Promise<SiteRebuild> {
  const { configuration, environment, wake, clock = systemClock, drainMs = DRAIN_MS } = input;
  const { workDirectory } = configuration.site;
  const file = join(workDirectory, STORE_FILE_NAME);
  let rebuilt: SiteRebuild;
  try {
    // Makes the work directory where it is missing.
    await unlessDamaged(() => takeStore(configuration, clock));
    const runtime = openRuntimeFolder({ workDirectory, environment });
    const lock = await holdAgentLock({ runtime, workDirectory, clock, waitMs: drainMs });
    try {
      const { mended, isDamaged } = await mendFile(file);
      const attempt = (): Promise<RebuildReport> => rebuildUnderLock(input, { runtime, clock });
      const report = isDamaged ? undefined : await unlessDamaged(attempt);
      if (report !== undefined) rebuilt = { ...report, mended, keptAside: undefined, wakeError: undefined };
      else {
        const keptAside = keepAside(file, clock.now());
        rebuilt = { ...(await attempt()), mended: [], keptAside, wakeError: undefined };
      }
    } finally {
      lock.release();
    }
  } catch (error) {
    // Who was drained for nothing works again; that it cannot be woken says no more than what has failed.
    await wake().catch(() => undefined);
    throw error;
  }
  const wakeError = await wake().then(
    () => undefined,
    (error: unknown) => error,
  );
  return { ...rebuilt, wakeError };
}

/** Makes the store where there is none; in a shared work directory this host must be the one that works there. */
async function takeStore(configuration: SiteConfiguration, clock: Clock): Promise<void> {
  const store = await openSiteStore(configuration, { clock });
  try {
    await store.claim?.renew();
  } finally {
    await store.close();
  }
}

/** Undefined when the store's file is damaged. */
async function unlessDamaged<Result>(run: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await run();
  } catch (error) {
    if (isStoreError(error) && error.kind === 'corrupt') return undefined;
    throw error;
  }
}

async function rebuildUnderLock(
  input: RebuildSiteInput,
  { runtime, clock }: { readonly runtime: RuntimeFolder; readonly clock: Clock },
): Promise<RebuildReport> {
  const { configuration } = input;
  const store = await openSiteStore(configuration, { clock });
  try {
    await releaseDeadLeases({ store, runtime, logger: silentLogger });
    const lost = await readLostStore(store);
    const report = await rebuild(input, { store, runtime, clock, lostIncarnation: lost?.previousIncarnation });
    await keepStoreRecord(configuration, store);
    return report;
  } finally {
    await store.close();
  }
}

/** Plans in this process, beside an agent that goes on. Where there is no store, none is made. */
export async function previewHere(input: RebuildSiteInput): Promise<SiteRebuild> {
  const { configuration, environment, clock = systemClock } = input;
  const { workDirectory } = configuration.site;
  const store = await openForPreview(input, clock);
  try {
    const runtime = existsSync(workDirectory) ? openRuntimeFolder({ workDirectory, environment }) : nowhere(workDirectory);
    const record = readDeploymentRecord(configuration.site.directory);
    const report = await rebuild(input, { store, runtime, clock, lostIncarnation: record?.storeIncarnation });
    return { ...report, mended: [], keptAside: undefined, wakeError: undefined };
  } finally {
    await store.close();
  }
}

async function openForPreview({ configuration }: RebuildSiteInput, clock: Clock): Promise<Store> {
  const { deploymentId, site } = configuration;
  const file = join(site.workDirectory, STORE_FILE_NAME);
  if (existsSync(file) && (await isReliable(file))) return openSiteStore(configuration, { clock });
  return openSqliteStore({ file: ':memory:', clock, ...(deploymentId !== undefined && { deploymentId }) });
}

function nowhere(folder: string): RuntimeFolder {
  return { folder, socketPath: '', lockPath: '' };
}

interface RebuildSurroundings {
  readonly store: Store;
  readonly runtime: RuntimeFolder;
  readonly clock: Clock;
  /** The life that the configuration folder speaks of, where the store does not remember it. */
  readonly lostIncarnation: string | undefined;
}

async function rebuild(
  { configuration, environment, without, dryRun }: RebuildSiteInput,
  { store, runtime, clock, lostIncarnation }: RebuildSurroundings,
): Promise<RebuildReport> {
  const scrubber = createScrubber();
  const { engine, broken } = await setUpEngine({ configuration, environment, runtime, store, clock, logger: silentLogger, scrubber });
  try {
    const names = new Set(broken.map(({ name }) => name));
    const fault = broken.find(({ name }) => !without.includes(name));
    if (fault !== undefined) throw unusable(fault.name, fault.message);
    const leftOut = configuration.connections.filter(({ name }) => names.has(name));
    return await engine.rebuild({
      without: without.filter((name) => !names.has(name)),
      unusable: leftOut.map(({ name, provider }) => ({ connection: name, provider })),
      dryRun,
      lostIncarnation,
    });
  } finally {
    await engine.dispose();
  }
}

function unusable(connection: string, reason: string): HostFactoryError {
  const what = reason.replace(/[.\s]+$/, '');
  return new HostFactoryError(
    'InvalidConfiguration',
    `connection '${connection}' could not be listed, so that nothing was changed: ${what}. Mend it, or leave it out (--without ${connection}).`,
  );
}
