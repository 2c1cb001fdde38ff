import { type ConnectionSetup, HostFactoryError, isHostFactoryError } from '@hostwright/core';
import type { BrokenConnection, LoadedConnections } from '../connections.js';
import { createInterpolation } from '../interpolate.js';
import type { LoadOptions } from '../load.js';
import { findProgramDirectory } from '../program-directory.js';
import { createSecretReader } from '../secrets.js';
import { FingerprintRecorder } from '../snapshot/fingerprint.js';
import type { SiteConfiguration } from '../types.js';
import { checkWithPlugin } from './check-with-plugin.js';
import { readSite } from './read-site.js';
import type { ConnectionSource, SiteSource } from './site-source.js';

/** Reads the site again, with its settings, and validates each connection's by its plugin. */
export async function openConnections(
  { site }: SiteConfiguration,
  { environment, programDirectory }: LoadOptions,
): Promise<LoadedConnections> {
  const source = await readSite({
    site,
    programDirectory: programDirectory ?? findProgramDirectory(),
    interpolation: createInterpolation(site.directory, environment),
    recorder: new FingerprintRecorder(),
  });
  const opened = await Promise.all(source.connections.map((connection) => open(connection, source)));
  return {
    connections: opened.filter((entry): entry is ConnectionSetup => !('error' in entry)),
    broken: opened.filter((entry): entry is BrokenConnection => 'error' in entry),
    readSecret: createSecretReader(site.directory, environment),
  };
}

async function open(connection: ConnectionSource, { installed }: SiteSource): Promise<ConnectionSetup | BrokenConnection> {
  const { name, provider, settings, where } = connection;
  try {
    const definition = await installed.definition(provider);
    const checked = await checkWithPlugin({ schema: definition.settingsSchema, value: settings, where: '' });
    if (checked.problems === undefined) return { name, definition, settings: checked.value };
    const message = `Settings of connection "${name}" cannot be used (${where}): ${checked.problems.join('; ')}.`;
    return { name, provider, error: new HostFactoryError('InvalidConfiguration', message) };
  } catch (error) {
    if (isHostFactoryError(error)) return { name, provider, error };
    throw error;
  }
}
