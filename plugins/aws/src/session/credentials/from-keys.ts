import type { ProviderContext } from '@hostwright/core/provider';
import type { CredentialSource } from '../../settings/settings.js';
import type { CredentialReader } from './credentials.js';

/** Neither kind of key holds a colon. */
const REFERENCE = /^(?:env|file):/;

/** Keys from the settings, each a value or the reference of a secret, which is read at each call. */
export function fromKeys(keys: Extract<CredentialSource, { source: 'keys' }>, context: Pick<ProviderContext, 'secret'>): CredentialReader {
  const resolve = (value: string): Promise<string> => (REFERENCE.test(value) ? context.secret(value) : Promise.resolve(value));
  return {
    from: 'the keys in the settings',
    cheap: true,
    renewMarginMs: 0,
    read: async () => ({
      accessKeyId: await resolve(keys.accessKeyId),
      secretAccessKey: await resolve(keys.secretAccessKey),
      ...(keys.sessionToken === undefined ? {} : { sessionToken: await resolve(keys.sessionToken) }),
    }),
  };
}
