import { defineProvider, SPECIFICATION_VERSION, type ProviderDefinition } from '@hostwright/core/provider';
import { lazyCatalog, lazyMachines } from './lazy-provider.js';
import { machineCapabilities } from './machines/capabilities.js';
import { rateLimits } from './machines/rate-limits.js';
import type { LoadedProvider } from './provider.js';
import { settingsSchema } from './settings/schema.js';
import type { KubernetesSettings } from './settings/settings.js';
import { siteFiles } from './site-files/site-files.js';
import { starter } from './starter/starter.js';
import type { KubernetesOptions } from './template/options.js';
import { templateSchema } from './template/schema.js';

/** Pods of any Kubernetes cluster as machines. Reading the definition loads nothing that talks to a cluster; the first call of a provider does. */
export const kubernetesProvider: ProviderDefinition<KubernetesSettings, KubernetesOptions> = defineProvider({
  id: 'kubernetes',
  name: 'Kubernetes',
  settingsSchema,
  templateSchema,
  rateLimits,
  siteFiles,
  starter,
  create(settings, context) {
    let loading: Promise<LoadedProvider> | undefined;
    const load = (): Promise<LoadedProvider> =>
      (loading ??= import('./provider.js').then(({ createProvider }) => createProvider(settings, context)));
    return {
      specificationVersion: SPECIFICATION_VERSION,
      capabilities: { machines: machineCapabilities, interfaces: [] },
      machines: lazyMachines(load),
      catalog: lazyCatalog(load),
      identify: async (input) => (await load()).identify(input),
      health: async (input) => (await load()).health(input),
      suggest: async (input) => (await load()).suggest(input),
      dispose: async () => (await loading)?.close(),
    };
  },
});
