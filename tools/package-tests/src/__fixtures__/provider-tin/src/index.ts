import { defineProvider, SPECIFICATION_VERSION, type ProviderDefinition } from '@hostwright/core/provider';
import { catalog } from './catalog.js';
import { createMachines, IDENTITY } from './machines.js';
import { settingsSchema, templateSchema, type TinOptions, type TinSettings } from './schemas.js';

const definition: ProviderDefinition<TinSettings, TinOptions> = defineProvider({
  id: 'tin',
  name: 'Tin shelf',
  settingsSchema,
  templateSchema,
  rateLimits: [],
  starter: {
    settings: [{ key: 'cloudFile', valueJson: JSON.stringify('${CONFIG_DIR}/tin-cloud.json') }],
    templates: [
      { templateId: 'can', entries: [{ key: 'size', valueJson: '"can"' }] },
      { templateId: 'barrel', entries: [{ key: 'size', valueJson: '"barrel"' }] },
    ],
  },
  create: (settings, context) => ({
    specificationVersion: SPECIFICATION_VERSION,
    capabilities: {
      machines: {
        kinds: [{ kind: 'tin', replayHorizonMs: 3_600_000, visibilityHorizonMs: 0 }],
        maxUnitsPerLaunch: 100,
        maxIdsPerTerminate: 100,
        maxIdsPerInspect: 100,
        stoppable: false,
        groups: false,
        refills: false,
        spot: false,
        reclaimNotice: false,
        weighted: false,
        feed: false,
        adoptable: false,
      },
      interfaces: [],
    },
    machines: createMachines(settings, context),
    catalog,
    identify: async () => IDENTITY,
    health: async () => ({ status: 'healthy', identity: IDENTITY, services: [] }),
  }),
});

export default definition;
