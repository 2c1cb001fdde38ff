import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, EC2Client, type RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { startFakeEc2, type FakeEc2, type FakeEc2Options } from '../start.ts';

/** What a virtual clock shows at first. */
export const START_MS = Date.UTC(2026, 0, 1);

/** Only to find what hangs. */
const HANG_MS = 120_000;

/** A fake with the SDK's clients in front of it; nothing is tried twice. */
export interface Served extends FakeEc2 {
  readonly ec2: EC2Client;
  readonly autoScaling: AutoScalingClient;
  readonly sts: STSClient;
}

export async function serve(options: FakeEc2Options = { virtualTimeMs: START_MS }): Promise<Served> {
  const fake = await startFakeEc2(options);
  const configuration = clientConfiguration(fake.url);
  return {
    ...fake,
    ec2: new EC2Client(configuration),
    autoScaling: new AutoScalingClient(configuration),
    sts: new STSClient(configuration),
  };
}

export function clientConfiguration(endpoint: string, region = 'us-east-1', accessKeyId = 'AKIAFAKEFAKEFAKEFAKE') {
  const requestHandler = new NodeHttpHandler({ requestTimeout: HANG_MS, throwOnRequestTimeout: true });
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey: 'fake' }, maxAttempts: 1, requestHandler };
}

export const IMAGE_ID = 'ami-12c6146b';

/** A launch template named `workers`, of m5.large. */
export async function createTemplate({ ec2 }: Served, data: RequestLaunchTemplateData = {}): Promise<string> {
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: 'workers',
      LaunchTemplateData: { ImageId: IMAGE_ID, InstanceType: 'm5.large', ...data },
    }),
  );
  return LaunchTemplate?.LaunchTemplateId ?? '';
}

/** The error of a call that must fail. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ readonly name: string; readonly message: string; readonly status: number | undefined }> {
  const error = await call.then(
    () => {
      throw new Error('the call was not refused');
    },
    (reason: unknown) => reason as Error & { readonly $metadata?: { readonly httpStatusCode?: number } },
  );
  return { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
}
