import type { LoadedProvider, ProviderContext } from '@hostwright/core/provider';
import { createCatalog } from './catalog/index.js';
import { health } from './health/health.js';
import { createMachines } from './machines/index.js';
import { createSession } from './session/create-session.js';
import type { AwsSettings } from './settings/settings.js';
import { suggest } from './starter/suggest.js';
import type { AwsOptions } from './template/options.js';

/** Makes all of a provider that talks to AWS: what loads its SDK. Sends nothing. */
export function createProvider(settings: AwsSettings, context: ProviderContext): LoadedProvider<AwsOptions> {
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
