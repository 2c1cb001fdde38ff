import { defineProvider, SPECIFICATION_VERSION, type ProviderDefinition } from '@hostwright/core/provider';
import { lazyCatalog, lazyMachines } from './lazy-provider.js';
import { machineCapabilities } from './machines/capabilities.js';
import { rateLimits } from './machines/rate-limits.js';
import type { LoadedProvider } from './provider.js';
import { settingsSchema } from './settings/schema.js';
import type { AwsSettings } from './settings/settings.js';
import { siteFiles } from './site-files/site-files.js';
import { starter } from './starter/starter.js';
import type { AwsOptions } from './template/options.js';
import { templateSchema } from './template/schema.js';

/** Machines on Amazon EC2. Reading the definition loads no cloud SDK; the first call of a provider does. */
export const awsProvider: ProviderDefinition<AwsSettings, AwsOptions> = defineProvider({
  id: 'aws',
  name: 'Amazon Web Services',
  settingsSchema,
  templateSchema,
  rateLimits,
  siteFiles,
  starter,
  create(settings, context) {
    let loading: Promise<LoadedProvider> | undefined;
    const load = (): Promise<LoadedProvider> =>
      (loading ??= import('./provider.js').then(({ createProvider }) => createProvider(settings, context)));
    const capabilities = { machines: machineCapabilities(settings), interfaces: [] };
    return {
      specificationVersion: SPECIFICATION_VERSION,
      capabilities,
      machines: lazyMachines(load, capabilities.machines.feed),
      catalog: lazyCatalog(load),
      identify: async (input) => (await load()).identify(input),
      health: async (input) => (await load()).health(input),
      suggest: async (input) => (await load()).suggest(input),
      dispose: async () => (await loading)?.close(),
    };
  },
});
