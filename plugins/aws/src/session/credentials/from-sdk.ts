import type * as Sdk from '@aws-sdk/credential-providers';
import { isProviderError, ProviderError } from '@hostwright/core/provider';
import { meaningOfCode } from '../../errors/error-table.js';
import type { CredentialSource } from '../../settings/settings.js';
import type { ClientOptions } from '../client-options.js';
import { wasNeverSent } from '../connections.js';
import type { CredentialReader, Credentials } from './credentials.js';

const RENEW_MARGIN_MS = 300_000;
/** Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html: an answer comes within the host. */
const METADATA_TIMEOUT_MS = 2_000;

type SdkProvider = () => Promise<Credentials>;
/** The sources that the SDK reads for us. */
export type SdkSource = Extract<CredentialSource, { source: 'default' | 'profile' | 'web-identity' | 'instance' }>;

/** Credentials of the SDK's own sources. A new provider is made for each read, because those of the SDK keep what they once found. */
export function fromSdk(source: SdkSource, { region, requestHandler, endpoint }: ClientOptions): CredentialReader {
  const way = WAYS[source.source] as SdkWay<SdkSource>;
  const from = way.name(source);
  const clientConfig = { region, requestHandler, maxAttempts: 1, ...(endpoint === undefined ? {} : { endpoint }) };
  return {
    from,
    cheap: false,
    renewMarginMs: RENEW_MARGIN_MS,
    read: async () => {
      const sdk = await import('@aws-sdk/credential-providers');
      try {
        return await way.provider(sdk, source, clientConfig)();
      } catch (cause) {
        throw refused(cause, from);
      }
    },
  };
}

/** How a source of the kind is read, and what it is called. */
interface SdkWay<Source> {
  provider(sdk: typeof Sdk, source: Source, clientConfig: object): SdkProvider;
  name(source: Source): string;
}

const WAYS: { readonly [Kind in SdkSource['source']]: SdkWay<Extract<SdkSource, { source: Kind }>> } = {
  default: {
    provider: (sdk, _source, clientConfig) =>
      sdk.fromNodeProviderChain({ clientConfig, ignoreCache: true, timeout: METADATA_TIMEOUT_MS, maxRetries: 1 }),
    name: () => 'the default chain (environment, ~/.aws, web identity, container, instance)',
  },
  profile: {
    provider: (sdk, { profile }, clientConfig) => sdk.fromIni({ profile, clientConfig, ignoreCache: true }),
    name: ({ profile }) => `the profile ${profile} of ~/.aws`,
  },
  'web-identity': {
    provider: (sdk, { tokenFile, roleArn, sessionName = 'hostwright' }, clientConfig) =>
      sdk.fromTokenFile({ webIdentityTokenFile: tokenFile, roleArn, roleSessionName: sessionName, clientConfig }),
    name: ({ roleArn }) => `the role ${roleArn} by web identity`,
  },
  instance: {
    provider: (sdk) => sdk.fromInstanceMetadata({ timeout: METADATA_TIMEOUT_MS, maxRetries: 1 }),
    name: () => 'the instance profile',
  },
};

/** The SDK's messages may repeat what a credential process printed: only what is known to hold no secret is told. */
const TELLING: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/SSO session|aws sso login|sso.*(?:expired|invalid)|token is expired/i, 'its single sign-on session has ended: run "aws sso login"'],
  [
    /could not be found|Could not resolve credentials using profile/i,
    'there is no such profile with credentials: add it, or name another one',
  ],
  [/ENOENT|no such file/i, 'a file that it names is missing'],
];

function refused(cause: unknown, from: string): ProviderError {
  if (isProviderError(cause)) return cause;
  const {
    name = '',
    message = '',
    code: networkCode,
  } = cause as { readonly name?: string; readonly message?: string; readonly code?: string };
  // The SDK's classes of STS errors are called after their codes.
  const code = name.replace(/Exception$/, '');
  const known = meaningOfCode(code) ?? meaningOfCode(name);
  const unreachable = wasNeverSent(cause) || (networkCode !== undefined && /^E[A-Z]+$/.test(networkCode) && networkCode !== 'ENOENT');
  const hint =
    TELLING.find(([pattern]) => pattern.test(message))?.[1] ??
    known?.remedy ??
    (unreachable ? 'nobody answered: check endpoint, proxy and network' : 'check that it can be used from this host');
  const errorClass = known !== undefined && known.meaning !== 'Fault' ? known.meaning : unreachable ? 'Unavailable' : 'Credentials';
  // Without the cause: a credential process's output would go along with it.
  return new ProviderError(errorClass, `${from} gives no credentials: ${hint}`, {
    subject: 'credentials',
    ...(known === undefined ? {} : { code }),
  });
}
