import { defineProvider, lazyProvider, type ProviderDefinition } from '@hostwright/core/provider';
import { machineCapabilities } from './machines/capabilities.js';
import { rateLimits } from './machines/rate-limits.js';
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
  create: (settings, context) =>
    lazyProvider({ machines: machineCapabilities, interfaces: [] }, async () => {
      const { createProvider } = await import('./provider.js');
      return createProvider(settings, context);
    }),
});
