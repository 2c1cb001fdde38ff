import type { ProviderContext } from '@hostwright/core/provider';
import type { ReadSource, Source } from '../cluster/source.js';
import type { Target, UserTarget } from '../cluster/target.js';
import { createAuthProviderCache } from './auth-provider.js';
import type { Credentials } from './credentials.js';
import { createExecCache } from './exec-cache.js';

/** The credentials of one session. */
export interface CredentialKeeper {
  /** Present ones, read or asked for where needed. @throws {ProviderError} `Credentials` or `InvalidSettings` */
  current(target: Target, ca: string | undefined): Promise<Credentials>;
  /** Makes the next call ask programs and issuers anew. */
  forget(): void;
}

/** Makes it. Reads nothing yet. */
export function createCredentials(context: Pick<ProviderContext, 'now'>, read: ReadSource): CredentialKeeper {
  const programs = createExecCache(context);
  const providers = createAuthProviderCache();
  const readOptional = async (source: Source | undefined): Promise<string | undefined> => (source === undefined ? undefined : read(source));
  return {
    current: async (target, ca) => {
      const { user } = target;
      const given = user.exec === undefined ? undefined : await programs.current(user.exec, target, ca);
      const token = (await readOptional(user.token))?.trim() ?? given?.token;
      return {
        headers: {
          ...(await authorization(user, token, (entry) => providers.authorization(entry))),
          ...impersonation(user),
        },
        certificate: (await readOptional(user.certificate)) ?? given?.certificate,
        key: (await readOptional(user.key)) ?? given?.key,
      };
    },
    forget: () => {
      programs.forget();
      providers.forget();
    },
  };
}

async function authorization(
  { basic, authProvider }: UserTarget,
  token: string | undefined,
  ask: (entry: Readonly<Record<string, unknown>>) => Promise<string>,
): Promise<Readonly<Record<string, string>>> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (basic !== undefined) return { authorization: `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}` };
  return authProvider === undefined ? {} : { authorization: await ask(authProvider) };
}

/** Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation */
function impersonation({ impersonate }: UserTarget): Readonly<Record<string, string | readonly string[]>> {
  if (impersonate === undefined) return {};
  return {
    'impersonate-user': impersonate.user,
    ...(impersonate.groups.length === 0 ? {} : { 'impersonate-group': impersonate.groups }),
  };
}
