import { discoverProviders, type Discovery } from '@hostwright/core';
import type { ConnectionSummary } from '@hostwright/service/configuration';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { isConfigured } from '../is-configured.js';

/** Installed plugins, and who uses them. */
export interface PluginPlace {
  readonly discovery: Discovery;
  readonly connections: readonly ConnectionSummary[];
}

/** Looks for plugins where the configuration says; without a configuration, among those that come with us. */
export async function findPlugins(context: CommandContext, options: SiteOptions): Promise<PluginPlace> {
  if (!isConfigured(context, options)) {
    return { discovery: await discoverProviders({ directory: context.program.packageDirectory }), connections: [] };
  }
  const { plugins, connections } = await context.services(options).configuration();
  const { directory, allow } = plugins;
  return { discovery: await discoverProviders({ directory, ...(allow !== undefined && { allow }) }), connections };
}
