import {
  ProviderError,
  type AttemptId,
  type LaunchResult,
  type ObservedMachine,
  type PreparedLaunch,
  type Provider,
  type SweepEvent,
  type WriteInput,
} from '@hostwright/core/provider';
import kubernetesProvider from '@hostwright/provider-kubernetes';
import { PlainContext } from '../conformance/plain-context.js';
import type { Place } from './place.js';
import { until } from './until.js';

/** Any JSON-like object, as a user writes settings and templates. */
export type Keys = Readonly<Record<string, unknown>>;

/** The cheapest machine. */
export const MACHINE: Keys = { image: 'registry.example.com/worker:1' };

const READ = { signal: new AbortController().signal };

/** The plugin on one place, through its proxy. It repeats no call by itself. */
export interface Connection {
  readonly provider: Provider<unknown>;
  readonly machines: Required<Omit<Provider<unknown>['machines'], 'start' | 'stop' | 'restart'>>;
  options(keys: Keys): Promise<unknown>;
  prepare(keys: Keys, units: number, write?: WriteInput): Promise<{ readonly write: WriteInput; readonly prepared: PreparedLaunch }>;
  /** Makes every part of a launch. */
  launch(keys: Keys, units: number, write?: WriteInput): Promise<{ readonly write: WriteInput; readonly results: readonly LaunchResult[] }>;
  /** The same, and waits until sweeps show so many machines of it that run. */
  launchRunning(keys: Keys, units: number): Promise<{ readonly write: WriteInput; readonly machines: readonly ObservedMachine[] }>;
  sweep(): Promise<Swept>;
  /** Orders the end until it is accepted, as the engine does. */
  end(machineIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** A whole sweep. */
interface Swept {
  readonly machines: readonly ObservedMachine[];
  readonly groups: readonly string[];
  readonly covered: readonly string[];
  readonly outcome: 'complete' | 'partial' | 'failed';
}

/** Opens the plugin with settings as a user writes them, over those of the place. */
export async function connect(place: Place, settings: Keys = {}): Promise<Connection> {
  const context = new PlainContext({ 'env:KUBERNETES_TOKEN': place.token });
  const provider = kubernetesProvider.create(await valid(kubernetesProvider.settingsSchema, { ...place.settings, ...settings }), context);
  const machines = provider.machines as Connection['machines'];
  const connection: Connection = {
    provider,
    machines,
    options: (keys) => valid(kubernetesProvider.templateSchema, keys),
    prepare: async (keys, units, write = newWrite()) => {
      const options = await connection.options(keys);
      const [offer] = await machines.offers({ ...READ, options });
      if (offer === undefined) throw new Error('the template has no offer');
      const spec = { templateId: 'test', options, tags: [], userData: undefined };
      return { write, prepared: await machines.prepare({ ...write, spec, offer, units }) };
    },
    launch: async (keys, units, given) => {
      const { write, prepared } = await connection.prepare(keys, units, given);
      const results: LaunchResult[] = [];
      for (let part = 0; part < prepared.parts; part += 1) results.push(await machines.launch({ ...write, prepared, part }));
      return { write, results };
    },
    launchRunning: async (keys, units) => {
      const { write } = await connection.launch(keys, units);
      let running: readonly ObservedMachine[] = [];
      await until(`${units} machines run`, async () => {
        running = (await connection.sweep()).machines.filter(
          ({ header, status }) => header?.intentId === write.header.intentId && status.unified === 'running',
        );
        return running.length >= units;
      });
      return { write, machines: running };
    },
    sweep: () => sweptBy(machines),
    end: (machineIds) => endBy(machines, machineIds),
    close: async () => provider.dispose?.(),
  };
  return connection;
}

async function sweptBy(machines: Connection['machines']): Promise<Swept> {
  const events: SweepEvent[] = [];
  for await (const event of machines.sweep({ ...READ, scope: { kind: 'deployment', deploymentId: DEPLOYMENT_ID } })) events.push(event);
  const pages = events.filter((event) => event.type === 'page');
  const end = events.find((event) => event.type === 'end');
  return {
    machines: pages.flatMap((page) => page.machines),
    groups: pages.flatMap((page) => page.groups.map(({ groupRef }) => groupRef)),
    covered: pages.flatMap(({ coveredShards }) => coveredShards),
    outcome: end?.outcome ?? 'failed',
  };
}

async function endBy(machines: Connection['machines'], machineIds: readonly string[]): Promise<void> {
  let open = machineIds;
  await until(`the end of ${machineIds.join(', ')} is accepted`, async () => {
    const answers = await machines.terminate({ ...newWrite(), machineIds: open });
    const refused = answers.find(({ outcome, retryable }) => outcome === 'failed' && retryable !== true);
    if (refused !== undefined) throw new Error(`${refused.machineId}: ${refused.message}`);
    open = answers.filter(({ outcome }) => outcome === 'failed').map(({ machineId }) => machineId);
    return open.length === 0;
  });
}

const DEPLOYMENT_ID = 'fa'.repeat(16);
let sequence = 0;

/** What a new intent writes with. Ids are this process's own. */
export function newWrite(): WriteInput {
  sequence += 1;
  const id = `${process.pid}-${sequence}`;
  return {
    header: {
      deploymentId: DEPLOYMENT_ID,
      incarnation: 'fa'.repeat(8),
      requestId: `req-${id}`,
      intentId: `int-${id}`,
      sequence,
      generation: 1,
    },
    token: `int-${id}`,
    attempt: `att-${id}` as AttemptId,
    ...READ,
  };
}

/** The error that it ends with, as far as tests look into it. */
export async function refusalOf(
  work: Promise<unknown>,
): Promise<{ readonly errorClass: string; readonly code: string | undefined; readonly message: string }> {
  try {
    await work;
    return { errorClass: 'no error', code: undefined, message: '' };
  } catch (error) {
    if (error instanceof ProviderError) return { errorClass: error.errorClass, code: error.code, message: error.message };
    throw error;
  }
}

interface Validating<Value> {
  readonly '~standard': {
    readonly validate: (value: unknown) => Result<Value> | Promise<Result<Value>>;
  };
}
type Result<Value> = { readonly value: Value; readonly issues?: undefined } | { readonly issues: readonly { readonly message: string }[] };

async function valid<Value>(schema: Validating<Value>, keys: Keys): Promise<Value> {
  const result = await schema['~standard'].validate(keys);
  if (result.issues !== undefined) throw new Error(result.issues.map(({ message }) => message).join('; '));
  return result.value;
}
