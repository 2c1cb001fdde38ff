import type {
  AttemptId,
  IntentHeader,
  Machines,
  ObservedMachine,
  ProviderContext,
  SweepEvent,
  WriteInput,
} from '@hostwright/core/provider';
import awsProvider from '@hostwright/provider-aws';

const REGION = 'us-east-1';
const DEPLOYMENT = 'dd'.repeat(16);

/** All that the plugin does with machines. */
export type AwsMachines = Required<Machines<unknown>>;

/** What a sweep showed. */
export interface Swept {
  readonly machines: readonly ObservedMachine[];
  readonly groups: Extract<SweepEvent, { type: 'page' }>['groups'];
  readonly coveredShards: readonly string[];
  readonly end: SweepEvent | undefined;
}

/** The plugin as a process has it that remembers nothing. `feed` is there when the settings name a queue. */
export function openMachines(
  endpoint: string,
  keys: { readonly accessKeyId: string; readonly secretAccessKey: string },
  settings: Readonly<Record<string, unknown>>,
  context: ProviderContext,
): AwsMachines {
  const credentials = { source: 'keys', ...keys };
  const handlers = ['ec2-fleet', 'run-instances', 'auto-scaling-group', 'spot-fleet'];
  const validated = awsProvider.settingsSchema['~standard'].validate({
    region: REGION,
    endpoint,
    credentials,
    handlers,
    ...settings,
  });
  if (validated instanceof Promise) throw new Error('the settings are checked later');
  if (validated.issues !== undefined) throw new Error(JSON.stringify(validated.issues));
  return awsProvider.create(validated.value, context).machines as AwsMachines;
}

/** Launches as many units as one intent, by the best offer. Answers the ids that the cloud named. */
export async function launchOnce(
  machines: AwsMachines,
  template: Readonly<Record<string, unknown>>,
  units: number,
  input: WriteInput,
): Promise<readonly string[]> {
  const validated = await awsProvider.templateSchema['~standard'].validate(template);
  if (validated.issues !== undefined) throw new Error(JSON.stringify(validated.issues));
  const options = validated.value;
  const [offer] = await machines.offers({ options, signal: input.signal });
  if (offer === undefined) throw new Error('there is no offer');
  const spec = { templateId: 'test', options, tags: [], userData: undefined };
  const prepared = await machines.prepare({ ...input, spec, offer, units });
  const machineIds: string[] = [];
  for (let part = 0; part < prepared.parts; part += 1) {
    const answer = await machines.launch({ ...input, prepared, part });
    machineIds.push(...answer.machines.map(({ machineId }) => machineId));
  }
  return machineIds;
}

/** Lists everything of the tests' deployment. */
export async function readSweep(machines: AwsMachines): Promise<Swept> {
  const events: SweepEvent[] = [];
  const scope = { kind: 'deployment', deploymentId: DEPLOYMENT } as const;
  for await (const event of machines.sweep({ scope, signal: new AbortController().signal })) events.push(event);
  const pages = events.flatMap((event) => (event.type === 'page' ? [event] : []));
  return {
    machines: pages.flatMap((page) => page.machines),
    groups: pages.flatMap((page) => page.groups),
    coveredShards: pages.flatMap((page) => page.coveredShards),
    end: events.at(-1),
  };
}

/** What one intent writes with. */
export function writeOf(sequence: number): WriteInput {
  return {
    header: headerOf(sequence),
    token: `token-${sequence}`,
    attempt: `attempt-${sequence}` as AttemptId,
    signal: new AbortController().signal,
  };
}

function headerOf(sequence: number): IntentHeader {
  return {
    deploymentId: DEPLOYMENT,
    incarnation: 'ee'.repeat(8),
    requestId: `req-${sequence}`,
    intentId: `int-${sequence}`,
    sequence,
    generation: 1,
  };
}
