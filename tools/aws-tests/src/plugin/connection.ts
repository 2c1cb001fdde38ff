import {
  ProviderError,
  type AttemptId,
  type LaunchResult,
  type PreparedLaunch,
  type Provider,
  type WriteInput,
} from '@hostwright/core/provider';
import awsProvider from '@hostwright/provider-aws';
import { REGION, type Cloud } from '../cloud/cloud.js';
import { PlainContext } from '../conformance/plain-context.js';

/** Keys that moto takes. */
export const KEYS = {
  source: 'keys',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY',
} as const;

/** Keys of an object as a user writes it. */
type Keys = Readonly<Record<string, unknown>>;

/** The plugin on one account, through its proxy. It repeats no call by itself. */
export interface Connection {
  readonly provider: Provider<unknown>;
  readonly context: PlainContext;
  /** Everything before the creating call: a template of one type in one subnet, but for what `keys` say. */
  prepare(keys: Keys, units: number, write?: WriteInput): Promise<Prepared>;
  close(): Promise<void>;
}

/** A launch that is ready to be made, any number of times. */
interface Prepared {
  readonly write: WriteInput;
  readonly prepared: PreparedLaunch;
  /** @param by - who makes the call. @default the connection that prepared it */
  launch(by?: Connection): Promise<LaunchResult>;
}

/** Opens the plugin with settings as a user writes them, over those that a test needs anyhow. */
export async function connect(cloud: Cloud, settings: Keys = {}): Promise<Connection> {
  const common = { region: REGION, endpoint: cloud.proxy.url, credentials: KEYS };
  const validated = await valid(awsProvider.settingsSchema['~standard'].validate({ ...common, ...settings }));
  const context = new PlainContext();
  const provider = awsProvider.create(validated, context) as Provider<unknown>;
  return {
    provider,
    context,
    prepare: async (keys, units, write = newWrite()) => {
      const template = { ...templateOf(cloud), ...keys };
      const options = await valid(awsProvider.templateSchema['~standard'].validate(template));
      const [offer] = await provider.machines.offers({ options, signal: write.signal });
      if (offer === undefined) throw new Error('the template has no offer');
      const spec = { templateId: 'faults', options, tags: [], userData: undefined };
      const prepared = await provider.machines.prepare({ ...write, spec, offer, units });
      return { write, prepared, launch: (by) => (by?.provider ?? provider).machines.launch({ ...write, prepared, part: 0 }) };
    },
    close: async () => provider.dispose?.(),
  };
}

/**
 * The same account for a call that is never answered: it gives up as soon as may be set. Whatever is answered is asked by another, however
 * long it takes.
 */
export function connectImpatiently(cloud: Cloud, settings: Keys = {}): Promise<Connection> {
  return connect(cloud, { ...settings, requestTimeoutMs: 1_000 });
}

/** Waits until the proxy has done with every call: also with those that nobody waits for any more. */
export async function untilQuiet({ proxy }: Cloud): Promise<void> {
  while (proxy.calls().some(({ outcome }) => outcome === undefined)) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A template that can be launched: one type in one subnet. */
export function templateOf({ network }: Cloud): Keys {
  return {
    imageId: network.imageId,
    vmType: 'm5.large',
    subnetIds: [network.subnets[0]?.subnetId],
    securityGroupIds: [network.securityGroupId],
  };
}

const DEPLOYMENT_ID = 'fa'.repeat(16);
let sequence = 0;

/** What a new intent writes with. */
export function newWrite(signal: AbortSignal = new AbortController().signal): WriteInput {
  sequence += 1;
  const header = {
    deploymentId: DEPLOYMENT_ID,
    incarnation: 'fa'.repeat(8),
    requestId: `req-${sequence}`,
    intentId: `int-${sequence}`,
    sequence,
    generation: 1,
  };
  return { header, token: `faults-${sequence}`, attempt: `attempt-${sequence}` as AttemptId, signal };
}

/** The class of the error that it ends with; `no error` when it does not. */
export async function classOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'no error';
  } catch (error) {
    if (error instanceof ProviderError) return error.errorClass;
    throw error;
  }
}

async function valid<Value>(
  result:
    | { readonly value: Value; readonly issues?: undefined }
    | { readonly issues: readonly { readonly message: string }[] }
    | Promise<{ readonly value: Value; readonly issues?: undefined } | { readonly issues: readonly { readonly message: string }[] }>,
): Promise<Value> {
  const settled = await result;
  if (settled.issues !== undefined) throw new Error(settled.issues.map(({ message }) => message).join('; '));
  return settled.value;
}
