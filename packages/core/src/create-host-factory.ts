import { createEngine } from './create-engine.js';
import { assembleHostFactory } from './engine/host-factory.js';
import type { HostFactory, HostFactoryOptions } from './engine/host-factory-api.js';

/**
 * Makes a host factory for use inside another program: settings and templates are checked as configuration files are, and nothing runs
 * before `engine.run` or `engine.drive`.
 *
 * @throws {HostFactoryError} `InvalidConfiguration` naming the path of each mistake; `ProviderNotInstalled` for a provider that is not
 *   among `providers`; `ProviderConflict` when two of them claim one id
 */
export function createHostFactory(options: HostFactoryOptions): Promise<HostFactory> {
  return assembleHostFactory(options, createEngine);
}
