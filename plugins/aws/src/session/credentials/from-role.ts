import type { ProviderContext } from '@hostwright/core/provider';
import { ProviderError } from '@hostwright/core/provider';
import { toProviderError } from '../../errors/to-provider-error.js';
import type { RoleSettings } from '../../settings/settings.js';
import type { ClientOptions } from '../client-options.js';
import { wasNeverSent } from '../connections.js';
import { credentialsOf, type CredentialReader } from './credentials.js';

const RENEW_MARGIN_MS = 300_000;

/** A role, and whose credentials assume it. */
export interface RoleOptions {
  readonly role: RoleSettings;
  readonly base: CredentialReader;
  readonly options: ClientOptions;
  readonly context: Pick<ProviderContext, 'call'>;
}

/** Credentials of a role that is assumed with other credentials; the others are read anew each time. */
export function fromRole({ role, base, options, context }: RoleOptions): CredentialReader {
  const { roleArn, externalId, sessionName = 'hostwright', durationSeconds } = role;
  const from = `the role ${roleArn}`;
  return {
    from,
    cheap: false,
    renewMarginMs: RENEW_MARGIN_MS,
    read: async (signal) => {
      const [{ AssumeRoleCommand, STSClient }, credentials] = await Promise.all([import('@aws-sdk/client-sts'), base.read(signal)]);
      const { region, requestHandler, endpoint } = options;
      const client = new STSClient({
        region,
        requestHandler,
        credentials,
        maxAttempts: 1,
        ...(endpoint === undefined ? {} : { endpoint }),
      });
      const command = new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        DurationSeconds: durationSeconds,
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
      });
      const answer = await context.call({ action: 'AssumeRole', effect: 'read', signal }, async (until) => {
        try {
          return await client.send(command, { abortSignal: until });
        } catch (cause) {
          throw toProviderError(cause, {
            service: 'sts',
            action: 'AssumeRole',
            effect: 'read',
            neverSent: wasNeverSent(cause),
            subject: roleArn,
          });
        }
      });
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
      if (AccessKeyId === undefined || SecretAccessKey === undefined) {
        throw new ProviderError('Credentials', `${from} gives no credentials: check the endpoint of STS`, { subject: roleArn });
      }
      return credentialsOf({
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      });
    },
  };
}
