import { fileURLToPath } from 'node:url';
import { lsfHostAttribute } from '@hostwright/host-factory-protocol';
import { createInterpolation } from '../interpolate.js';
import { listFiles } from '../patterns.js';
import type { Site, Variables } from '../site/types.js';
import { FingerprintRecorder } from '../snapshot/fingerprint.js';
import { type Snapshot, SNAPSHOT_FORM, writeSnapshot } from '../snapshot/snapshot.js';
import { lastGoodOf } from '../templates/last-good.js';
import { hasFault, toTemplateFiles } from '../templates/to-template-files.js';
import type { ConnectionSummary } from '../types.js';
import { pause } from './pause.js';
import { readSite } from './read-site.js';
import { connectTemplates, readTemplates } from './read-templates.js';
import type { ReadContext, SiteSource } from './site-source.js';

/** What {@link buildSnapshot} goes by. */
export interface BuildInput {
  readonly site: Site;
  readonly programDirectory: string;
  readonly origin: string;
  /** The last snapshot, whether still true or not. */
  readonly last: Snapshot | undefined;
  readonly environment: Variables;
}

/** An editor that replaces a file may leave a moment without it. */
const REAPPEARS_WITHIN_MS = 100;

/** Reads a site as a whole, and leaves the result in its work directory for the next process. */
export async function buildSnapshot(input: BuildInput): Promise<Snapshot> {
  const snapshot = await readAnew(input);
  writeSnapshot(input.site.workDirectory, snapshot);
  return snapshot;
}

/** Reads a site as a whole. */
export async function readAnew(input: BuildInput): Promise<Snapshot> {
  const { site, environment, programDirectory, origin, last } = input;
  if (last !== undefined && someFileVanished(last)) await pause(REAPPEARS_WITHIN_MS);
  const interpolation = createInterpolation(site.directory, environment);
  const recorder = new FingerprintRecorder();
  // Another build may read the same files otherwise.
  recorder.addUnread(fileURLToPath(import.meta.url));
  const context: ReadContext = { site, programDirectory, interpolation, recorder };
  const source = await readSite(context);
  const connections = await connectTemplates(source);
  const readings = await readTemplates(source, connections, context);
  return {
    form: SNAPSHOT_FORM,
    origin,
    // A plugin that cannot be loaded may be in the middle of its installation.
    provisional: hasFault(readings) || connections.some((connection) => 'error' in connection),
    files: toTemplateFiles(readings, lastGoodOf(last, source.connections)),
    rest: restOf(source),
    fingerprint: recorder.finish(interpolation.used),
  };
}

function someFileVanished({ fingerprint }: Snapshot): boolean {
  return fingerprint.listings.some((listing) => {
    const now = new Set(listFiles(listing.directory, listing.patterns).names);
    return listing.names.some((name) => !now.has(name));
  });
}

function restOf(source: SiteSource): Snapshot['rest'] {
  const { agent, timing, sharedWorkDirectory, claimSilenceMs, callTiming, log, echoReturnedMachines, plugins, ignoredKeys } = source;
  return {
    agent,
    timing,
    sharedWorkDirectory,
    claimSilenceMs,
    callTiming,
    log,
    echoReturnedMachines,
    plugins,
    ignoredKeys,
    connections: source.connections.map(({ name, provider, hostAttribute }): ConnectionSummary => ({
      name,
      provider,
      hostAttribute: hostAttribute ?? lsfHostAttribute(provider),
    })),
  };
}
