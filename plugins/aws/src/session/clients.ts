import type { ClientOptions } from './client-options.js';
import type { CredentialCache } from './credentials/credential-cache.js';
import manifest from '../../package.json' with { type: 'json' };
import type { AwsCommand, ServiceName } from './session.js';

/** The part of the SDK's clients that a session uses. */
export interface AwsClient {
  send<Output extends object>(
    command: AwsCommand<Output>,
    options: { readonly abortSignal: AbortSignal; readonly requestTimeout: number },
  ): Promise<Output>;
}

/** How a client signs: as the SDK's clients ask for credentials. */
type Sign = CredentialCache['last'];

interface Configuration extends ClientOptions {
  readonly credentials: Sign;
  readonly maxAttempts: 1;
  readonly customUserAgent: [string, string][];
}

/** Each service's package is loaded when its first call is made: none of them is needed to read schemas. */
const MAKERS: Readonly<Record<ServiceName, (configuration: never) => Promise<object>>> = {
  ec2: async (configuration) => new (await import('@aws-sdk/client-ec2')).EC2Client(configuration),
  autoscaling: async (configuration) => new (await import('@aws-sdk/client-auto-scaling')).AutoScalingClient(configuration),
  ssm: async (configuration) => new (await import('@aws-sdk/client-ssm')).SSMClient(configuration),
  sts: async (configuration) => new (await import('@aws-sdk/client-sts')).STSClient(configuration),
  pricing: async (configuration) => new (await import('@aws-sdk/client-pricing')).PricingClient(configuration),
  'service-quotas': async (configuration) => new (await import('@aws-sdk/client-service-quotas')).ServiceQuotasClient(configuration),
  sqs: async (configuration) => new (await import('@aws-sdk/client-sqs')).SQSClient(configuration),
  cloudwatch: async (configuration) => new (await import('@aws-sdk/client-cloudwatch')).CloudWatchClient(configuration),
};

/** Makes clients on first use and keeps them; SDK retries are off. */
export function createClients({
  options,
  sign,
}: {
  readonly options: ClientOptions;
  readonly sign: Sign;
}): (service: ServiceName) => Promise<AwsClient> {
  const made = new Map<ServiceName, Promise<AwsClient>>();
  return (service) => {
    const known = made.get(service);
    if (known !== undefined) return known;
    const { endpoint, ...others } = options;
    const configuration: Omit<Configuration, 'endpoint'> = {
      ...others,
      ...(endpoint === undefined ? {} : { endpoint }),
      region: service === 'pricing' ? priceListRegion(options.region) : options.region,
      // Marked as one that remembers: else the SDK keeps the first answer for ever, and a rotation would go unseen.
      credentials: Object.assign(() => sign(), { memoized: true }),
      maxAttempts: 1,
      customUserAgent: [['hostwright', manifest.version]],
    };
    const client = MAKERS[service](configuration as never) as Promise<AwsClient>;
    made.set(service, client);
    return client;
  };
}

/** The Price List API answers in a few regions. Source: https://docs.aws.amazon.com/general/latest/gr/billing.html, "AWS Price List Service". */
function priceListRegion(region: string): string {
  if (region.startsWith('cn-')) return 'cn-northwest-1';
  if (region.startsWith('eu-')) return 'eu-central-1';
  return region.startsWith('ap-') ? 'ap-south-1' : 'us-east-1';
}
