import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AnyProviderDefinition, discoverProviders, findProvider, HostFactoryError, loadProvider } from '@hostwright/core';
import { invalid } from '../invalid.js';
import type { FingerprintRecorder } from '../snapshot/fingerprint.js';
import type { PluginSettings } from '../types.js';

/** The plugins that are installed; each is loaded when it is first asked for. */
export interface Plugins {
  /** Ids of the installed providers. */
  readonly installed: readonly string[];
  /** @throws {HostFactoryError} not installed, not allowed, claimed twice, of another specification, or it fails to load */
  definition(providerId: string): Promise<AnyProviderDefinition>;
}

/** Finds the plugins. `recorder`, when given, learns what would change if another version were installed. */
export async function openPlugins(settings: PluginSettings, recorder?: FingerprintRecorder): Promise<Plugins> {
  const { directory, allow } = settings;
  const discovery = await discoverProviders({ directory, ...(allow === undefined ? {} : { allow }) });
  for (const path of discovery.sources) recorder?.addUnread(path);
  for (const found of discovery.found) {
    recorder?.addUnread(join(found.directory, 'package.json'));
    recorder?.addUnread(fileURLToPath(found.entryUrl));
  }
  const loading = new Map<string, Promise<AnyProviderDefinition>>();
  return {
    installed: discovery.found.map((found) => found.providerId),
    definition: (providerId) => {
      const promise = loading.get(providerId) ?? load(() => loadProvider(findProvider(discovery, providerId)), providerId);
      loading.set(providerId, promise);
      return promise;
    },
  };
}

async function load(run: () => Promise<AnyProviderDefinition>, providerId: string): Promise<AnyProviderDefinition> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof HostFactoryError) throw error;
    throw invalid('plugin-unusable', `The plugin of provider "${providerId}" cannot be used.`, error);
  }
}
