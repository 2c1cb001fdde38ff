import type { ConnectionSetup, HostFactoryError } from '@hostwright/core';
import type { LoadOptions } from './load.js';
import type { SecretReader } from './secrets.js';
import type { SiteConfiguration } from './types.js';

/** A connection that cannot be used; the others can. */
export interface BrokenConnection {
  readonly name: string;
  readonly provider: string;
  /** Its plugin is not installed or fails to load, or does not accept the settings. */
  readonly error: HostFactoryError;
}

/** A site's connections, ready for an engine. */
export interface LoadedConnections {
  readonly connections: readonly ConnectionSetup[];
  readonly broken: readonly BrokenConnection[];
  readonly readSecret: SecretReader;
}

/**
 * Loads the plugins of a site and validates their settings. Settings are secret: never log or store them.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: the configuration file cannot be used any more
 */
export async function loadConnections(configuration: SiteConfiguration, options: LoadOptions): Promise<LoadedConnections> {
  const { openConnections } = await import('./read/open-connections.js');
  return openConnections(configuration, options);
}
