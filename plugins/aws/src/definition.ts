import { defineProvider, lazyProvider, type ProviderDefinition } from '@hostwright/core/provider';
import { machineCapabilities } from './machines/capabilities.js';
import { rateLimits } from './machines/rate-limits.js';
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
  create: (settings, context) =>
    lazyProvider({ machines: machineCapabilities(settings), interfaces: [] }, async () => {
      const { createProvider } = await import('./provider.js');
      return createProvider(settings, context);
    }),
});
