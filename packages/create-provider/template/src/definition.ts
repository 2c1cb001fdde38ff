import { defineProvider, SPECIFICATION_VERSION, type ProviderDefinition } from '@hostwright/core/provider';
import { CAPABILITIES, RATE_LIMITS } from './capabilities.js';
import { createCatalog } from './catalog.js';
import { health, identify } from './health.js';
import { createMachines } from './machines/machines.js';
import { Session } from './session.js';
import { settingsSchema, type Settings } from './settings.js';
import { starter } from './starter.js';
import { templateSchema, type TemplateOptions } from './template.js';

/** What the package exports by default. Reading it does no input or output, and neither does `create`. */
export const definition: ProviderDefinition<Settings, TemplateOptions> = defineProvider({
  id: 'my-cloud',
  name: 'My Cloud',
  settingsSchema,
  templateSchema,
  rateLimits: RATE_LIMITS,
  starter,
  create(settings, context) {
    const session = new Session(settings, context);
    return {
      specificationVersion: SPECIFICATION_VERSION,
      capabilities: CAPABILITIES,
      machines: createMachines(session),
      catalog: createCatalog(session),
      identify: ({ signal }) => identify(session, signal),
      health: ({ signal }) => health(session, signal),
    };
  },
});
