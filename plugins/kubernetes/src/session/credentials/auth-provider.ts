import type { RequestOptions } from 'node:https';
import { ProviderError } from '@hostwright/core/provider';

/** Where the credentials of a kubeconfig's `auth-provider` are kept and renewed. */
export interface AuthProviderCache {
  /** The `authorization` header. @throws {ProviderError} `Credentials` */
  authorization(entry: Readonly<Record<string, unknown>>): Promise<string>;
  forget(): void;
}

interface Applier {
  applyToHTTPSOptions(options: RequestOptions): Promise<void>;
}

/**
 * Credentials of the older `auth-provider` entries, OpenID Connect above all, by the official client, which knows how each is renewed. It is
 * loaded for these alone: that takes half a second.
 */
export function createAuthProviderCache(): AuthProviderCache {
  let held: { readonly key: string; readonly client: Promise<Applier> } | undefined;
  return {
    authorization: async (entry) => {
      const key = JSON.stringify(entry);
      if (held?.key !== key) held = { key, client: clientOf(entry) };
      const client = await held.client;
      const name = String(entry['name']);
      const options: RequestOptions = {};
      try {
        await client.applyToHTTPSOptions(options);
      } catch {
        // What the client says may quote what the issuer sent.
        throw refused(name, 'its credentials could not be renewed');
      }
      const header = (options.headers as Readonly<Record<string, unknown>> | undefined)?.['Authorization'];
      if (typeof header === 'string') return header;
      throw refused(name, 'it gave no token');
    },
    forget: () => {
      held = undefined;
    },
  };
}

/** The client wants a whole configuration; the address in it is not used. */
async function clientOf(authProvider: Readonly<Record<string, unknown>>): Promise<Applier> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const configuration = new KubeConfig();
  configuration.loadFromOptions({
    clusters: [{ name: 'cluster', server: 'https://unused.invalid' }],
    users: [{ name: 'user', authProvider }],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  return configuration;
}

function refused(name: string, what: string): ProviderError {
  return new ProviderError('Credentials', `the auth-provider ${name} of the kubeconfig: ${what}: log in anew, or use an exec plugin`, {
    subject: 'kubeconfig',
  });
}
