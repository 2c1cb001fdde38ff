import type { Health, Machines, Catalog, OperationInput, ProviderContext, ProviderIdentity, Suggestions } from '@hostwright/core/provider';
import { createCatalog } from './catalog/index.js';
import { health } from './health/health.js';
import { createMachines } from './machines/index.js';
import { createSession } from './session/create-session.js';
import type { AwsSettings } from './settings/settings.js';
import { suggest } from './starter/suggest.js';
import type { AwsOptions } from './template/options.js';

/** All of a provider that talks to AWS: what loads its SDK. */
export interface LoadedProvider {
  readonly machines: Machines<AwsOptions>;
  readonly catalog: Catalog<AwsOptions>;
  identify(input: OperationInput): Promise<ProviderIdentity>;
  health(input: OperationInput): Promise<Health>;
  suggest(input: OperationInput): Promise<Suggestions>;
  close(): void;
}

/** Makes it for one connection. Sends nothing. */
export function createProvider(settings: AwsSettings, context: ProviderContext): LoadedProvider {
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
