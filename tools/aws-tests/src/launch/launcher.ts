import awsProvider, { type AwsOptions } from '@hostwright/provider-aws';
import type { AttemptId, IntentHeader, LaunchResult, Machines, Offer, PreparedLaunch, Schema, WriteInput } from '@hostwright/core/provider';
import { PlainContext } from '../conformance/plain-context.js';
import { REGION } from '../cloud/cloud.js';

/** What a launch is made from, in a template's own keys. */
export type TemplateKeys = Readonly<Record<string, unknown>>;

/** A launch, from the template's keys to the answer. */
export interface Launcher {
  readonly machines: Machines<AwsOptions>;
  /** @throws what is wrong with the template's keys */
  options(template: TemplateKeys): AwsOptions;
  offers(template: TemplateKeys): Promise<readonly Offer[]>;
  prepare(template: TemplateKeys, wish: Wish): Promise<PreparedLaunch>;
  launch(prepared: PreparedLaunch, wish: Wish, part?: number): Promise<LaunchResult>;
  close(): Promise<void>;
}

/** How much is wanted, and in whose name. */
interface Wish {
  readonly units: number;
  readonly token: string;
  /** @default the first */
  readonly offer?: Offer;
  readonly userData?: string;
}

const SIGNAL = new AbortController().signal;

/** The plugin as an engine has it, at any address that speaks EC2. */
export function launcherAt(endpoint: string, settings: TemplateKeys = {}): Launcher {
  const parsed = parse(awsProvider.settingsSchema, {
    region: REGION,
    endpoint,
    credentials: { source: 'keys', accessKeyId: 'AKIALAUNCHLAUNCH0001', secretAccessKey: 'launch' },
    handlers: ['ec2-fleet', 'run-instances', 'auto-scaling-group', 'spot-fleet'],
    ...settings,
  });
  const provider = awsProvider.create(parsed, new PlainContext());
  const { machines } = provider;
  const options = (template: TemplateKeys): AwsOptions => parse(awsProvider.templateSchema, template);
  const offers = (template: TemplateKeys): Promise<readonly Offer[]> => machines.offers({ options: options(template), signal: SIGNAL });
  return {
    machines,
    options,
    offers,
    async prepare(template, wish) {
      const offer = wish.offer ?? (await offers(template))[0];
      if (offer === undefined) throw new Error('no offer');
      const tags = [{ key: 'team', value: 'grid' }];
      const spec = { templateId: 'small', options: options(template), tags, userData: wish.userData };
      return machines.prepare({ ...writeOf(wish), spec, offer, units: wish.units });
    },
    launch: (prepared, wish, part = 0) => machines.launch({ ...writeOf(wish), prepared, part }),
    close: async () => provider.dispose?.(),
  };
}

/** Whom the machines of a token belong to. */
export function headerOf(token: string): IntentHeader {
  return {
    deploymentId: '0123456789abcdef0123456789abcdef',
    incarnation: '0123456789abcdef',
    requestId: 'req-1',
    intentId: `int-${token}`,
    sequence: 1,
    generation: 1,
  };
}

function writeOf({ token }: Wish): WriteInput {
  return { signal: SIGNAL, token, attempt: `attempt-of-${token}` as AttemptId, header: headerOf(token) };
}

function parse<Value>(schema: Schema<Value>, value: unknown): Value {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) throw new Error('the schema takes its time');
  if (result.issues !== undefined) throw new Error(result.issues.map(({ message }) => message).join('; '));
  return result.value;
}
