import type { LoadedProvider, ProviderContext } from '@hostwright/core/provider';
import { createCatalog } from './catalog/catalog.js';
import { health } from './health/health.js';
import { createMachines } from './machines/index.js';
import { createSession } from './session/create-session.js';
import type { KubernetesSettings } from './settings/settings.js';
import { suggest } from './starter/suggest.js';
import type { KubernetesOptions } from './template/options.js';

/** Makes all of a provider that talks to a cluster. Sends nothing. */
export function createProvider(settings: KubernetesSettings, context: ProviderContext): LoadedProvider<KubernetesOptions> {
  const session = createSession(settings, context);
  return {
    machines: createMachines(session),
    catalog: createCatalog(session),
    identify: (input) => session.identity(input),
    health: (input) => health(session, input),
    suggest: (input) => suggest(session, input),
    dispose: async () => session.close(),
  };
}
