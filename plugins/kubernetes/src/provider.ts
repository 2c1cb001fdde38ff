import type { Catalog, Health, Machines, OperationInput, ProviderContext, ProviderIdentity, Suggestions } from '@hostwright/core/provider';
import { createCatalog } from './catalog/catalog.js';
import { health } from './health/health.js';
import { createMachines } from './machines/index.js';
import { createSession } from './session/create-session.js';
import type { KubernetesSettings } from './settings/settings.js';
import { suggest } from './starter/suggest.js';
import type { KubernetesOptions } from './template/options.js';

/** All of a provider that talks to a cluster. */
export interface LoadedProvider {
  readonly machines: Machines<KubernetesOptions>;
  readonly catalog: Catalog<KubernetesOptions>;
  identify(input: OperationInput): Promise<ProviderIdentity>;
  health(input: OperationInput): Promise<Health>;
  suggest(input: OperationInput): Promise<Suggestions>;
  close(): void;
}

/** Makes it for one connection. Sends nothing. */
export function createProvider(settings: KubernetesSettings, context: ProviderContext): LoadedProvider {
  const session = createSession(settings, context);
  return {
    machines: createMachines(session),
    catalog: createCatalog(session),
    identify: (input) => session.identity(input),
    health: (input) => health(session, input),
    suggest: (input) => suggest(session, input),
    close: () => session.close(),
  };
}
