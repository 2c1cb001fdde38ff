import { fileURLToPath } from 'node:url';
import { isHostFactoryError } from '@hostwright/core';
import { lsfHostAttribute } from '@hostwright/host-factory-protocol';
import { createInterpolation } from '../interpolate.js';
import { listFiles } from '../patterns.js';
import type { Site, Variables } from '../site/types.js';
import { FingerprintRecorder } from '../snapshot/fingerprint.js';
import { type Snapshot, SNAPSHOT_FORM, writeSnapshot } from '../snapshot/snapshot.js';
import { lastGoodOf } from '../templates/last-good.js';
import { numbered } from '../templates/entries-of-file.js';
import { type FileReading, readEntries, readTemplateFile } from '../templates/read-template-file.js';
import type { TemplateConnection } from '../templates/template-context.js';
import { hasFault, toTemplateFiles } from '../templates/to-template-files.js';
import { refuseDuplicates } from '../templates/unique-ids.js';
import type { ConnectionSummary } from '../types.js';
import { pause } from './pause.js';
import type { Plugins } from './plugins.js';
import { readSite } from './read-site.js';
import type { ReadContext, SiteSource, TemplateSource } from './site-source.js';

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
  const { site, environment, programDirectory, origin, last } = input;
  if (last !== undefined && someFileVanished(last)) await pause(REAPPEARS_WITHIN_MS);
  const interpolation = createInterpolation(site.directory, environment);
  const recorder = new FingerprintRecorder();
  // Another build may read the same files otherwise.
  recorder.addUnread(fileURLToPath(import.meta.url));
  const context: ReadContext = { site, programDirectory, interpolation, recorder };
  const source = await readSite(context);
  const connections = await openConnections(source);
  const readings = refuseDuplicates(await readSources(source, connections, context));
  const snapshot: Snapshot = {
    form: SNAPSHOT_FORM,
    origin,
    // A plugin that cannot be loaded may be in the middle of its installation.
    provisional: hasFault(readings) || connections.some((connection) => 'error' in connection),
    files: toTemplateFiles(readings, lastGoodOf(last, source.connections)),
    rest: restOf(source),
    fingerprint: recorder.finish(interpolation.used),
  };
  writeSnapshot(site.workDirectory, snapshot);
  return snapshot;
}

function someFileVanished({ fingerprint }: Snapshot): boolean {
  return fingerprint.listings.some((listing) => {
    const now = new Set(listFiles(listing.directory, listing.patterns).names);
    return listing.names.some((name) => !now.has(name));
  });
}

async function openConnections({ connections, installed }: SiteSource): Promise<readonly TemplateConnection[]> {
  return Promise.all(connections.map(({ name, provider }) => openConnection(name, provider, installed)));
}

async function openConnection(name: string, provider: string, installed: Plugins): Promise<TemplateConnection> {
  try {
    return { name, definition: await installed.definition(provider) };
  } catch (error) {
    if (isHostFactoryError(error)) return { name, error };
    throw error;
  }
}

async function readSources(
  { templateSources, connections: [first, second] }: SiteSource,
  connections: readonly TemplateConnection[],
  { site, interpolation, recorder }: ReadContext,
): Promise<readonly FileReading[]> {
  const defaultConnection = second === undefined ? first?.name : undefined;
  const shared = { connections, defaultConnection, interpolation, recorder, folder: site.directory };
  const read = async (source: TemplateSource): Promise<FileReading> => {
    if (source.kind === 'file') return readTemplateFile({ ...shared, file: source.file, siteFiles: source.siteFiles });
    const context = { ...shared, file: source.file, siteFiles: undefined };
    const readings = await readEntries(numbered(source.entries), context);
    return { file: source.file, fault: undefined, readings, problems: [], ignoredKeys: [] };
  };
  return Promise.all(templateSources.map(read));
}

function restOf(source: SiteSource): Snapshot['rest'] {
  const { agent, timing, callTiming, log, echoReturnedMachines, plugins, ignoredKeys } = source;
  return {
    agent,
    timing,
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
