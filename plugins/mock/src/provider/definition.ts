import { defineProvider, SPECIFICATION_VERSION, type ProviderDefinition } from '@hostwright/core/provider';
import { capabilitiesOf, RATE_LIMITS } from './capabilities.js';
import { createCatalog } from './catalog.js';
import { health, identify } from './health.js';
import { createMachines } from './machines/machines.js';
import { Session } from './session.js';
import { settingsSchema, type MockSettings } from './settings.js';
import { siteFiles } from './site-files.js';
import { createSnapshots } from './snapshots.js';
import { starter } from './starter.js';
import { templateSchema, type MockOptions } from './template.js';
import { createVolumes } from './volumes.js';

/** The mock provider: its cloud is one local file. */
export const mockProvider: ProviderDefinition<MockSettings, MockOptions> = defineProvider({
  id: 'mock',
  name: 'Mock cloud',
  settingsSchema,
  templateSchema,
  rateLimits: RATE_LIMITS,
  siteFiles,
  starter,
  create(settings, context) {
    const session = new Session(settings, context);
    return {
      specificationVersion: SPECIFICATION_VERSION,
      capabilities: capabilitiesOf(settings),
      machines: createMachines(session),
      catalog: createCatalog(session),
      volumes: createVolumes(session),
      snapshots: createSnapshots(session),
      identify: ({ signal }) => identify(session, signal),
      health: ({ signal }) => health(session, signal),
      dispose: async () => session.close(),
    };
  },
});
