import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type {
  LaunchResult,
  LaunchSpec,
  Offer,
  PreparedLaunch,
  Provider,
  SweepEvent,
  SweepScope,
  WriteInput,
} from '@hostwright/core/provider';
import { openMockCloud, type CloudControl } from '../control/cloud-control.js';
import { mockProvider } from '../provider/definition.js';
import { settingsSchema, type MockSettings } from '../provider/settings.js';
import { templateSchema, type MockOptions } from '../provider/template.js';
import { TestContext } from './test-context.js';
import { DEPLOYMENT_ID, read, write } from './writes.js';

/** One connection to a cloud, and the hand behind it. Waiting moves the cloud's time on. */
export interface TestSite {
  readonly provider: Required<Pick<Provider<MockOptions>, 'volumes' | 'snapshots' | 'dispose'>> & Provider<MockOptions>;
  readonly machines: Required<Provider<MockOptions>['machines']>;
  readonly control: CloudControl;
  readonly context: TestContext;
  readonly settings: MockSettings;
  /** Another provider on the same cloud, as another process would have it. */
  another(settings?: Readonly<Record<string, unknown>>): Promise<TestSite>;
  close(): Promise<void>;
}

/** Opens a connection to a cloud of its own, in memory and with virtual time unless the settings say otherwise. */
export async function openTestSite(
  input: Readonly<Record<string, unknown>> = {},
  secrets: Readonly<Record<string, string>> = {},
): Promise<TestSite> {
  const wanted = { cloudFile: `:memory:${randomUUID()}`, time: 'virtual', ...input };
  const settings = settingsSchema.parse(wanted);
  const control = openMockCloud({ file: settings.cloudFile, seed: settings.seed, time: settings.time });
  const virtual = settings.time === 'virtual';
  const context = new TestContext({
    now: () => (virtual ? control.now() : Date.now()),
    pass: (durationMs, signal) => (virtual ? control.advance(durationMs) : setTimeout(durationMs, undefined, { signal })),
    secrets,
  });
  const provider = mockProvider.create(settings, context) as TestSite['provider'];
  return {
    provider,
    machines: provider.machines as TestSite['machines'],
    control,
    context,
    settings,
    another: (other = {}) => openTestSite({ ...wanted, ...other }, secrets),
    close: async () => {
      await provider.dispose();
      control.close();
    },
  };
}

/** Options as core hands them to a plugin. */
export function options(input: Readonly<Record<string, unknown>> = {}): MockOptions {
  return templateSchema.parse({ machineType: 'mock.small', ...input });
}

/** What a test launches. */
export interface TestLaunch {
  readonly options?: Readonly<Record<string, unknown>>;
  /** Put over the options after they were checked: what the catalogue sold when they were, and sells no more. */
  readonly unchecked?: Partial<MockOptions>;
  readonly units?: number;
  readonly token?: string;
  readonly spec?: Partial<LaunchSpec<MockOptions>>;
  readonly offer?: number;
  readonly input?: Partial<WriteInput>;
}

/** Freezes a launch, on the template's best offer unless another is named. */
export async function prepare(site: TestSite, wanted: TestLaunch = {}): Promise<PreparedLaunch> {
  const { units = 1, token = 'token-1', spec, offer = 0, input } = wanted;
  const chosen = { ...options(wanted.options), ...wanted.unchecked };
  const offers: readonly Offer[] = await site.machines.offers({ options: chosen, ...read() });
  const best = offers[offer];
  if (best === undefined) throw new Error(`there are ${offers.length} offers`);
  return site.machines.prepare({
    ...write(token, input),
    spec: { templateId: 't', options: chosen, tags: [], userData: undefined, ...spec },
    offer: best,
    units,
  });
}

/** Freezes a launch and makes its call. */
export async function launch(site: TestSite, wanted: TestLaunch = {}): Promise<LaunchResult> {
  const prepared = await prepare(site, wanted);
  return site.machines.launch({ ...write(wanted.token, wanted.input), prepared, part: 0 });
}

/** Everything that one sweep streams, in its order. */
export async function sweepAll(
  site: TestSite,
  scope: SweepScope = { kind: 'deployment', deploymentId: DEPLOYMENT_ID },
): Promise<readonly SweepEvent[]> {
  const events: SweepEvent[] = [];
  for await (const event of site.machines.sweep({ scope, ...read() })) events.push(event);
  return events;
}

/** The pages of a sweep. */
export function pagesOf(events: readonly SweepEvent[]): readonly Extract<SweepEvent, { type: 'page' }>[] {
  return events.filter((event) => event.type === 'page');
}

/** How a sweep ended. */
export function endOf(events: readonly SweepEvent[]): Extract<SweepEvent, { type: 'end' }> | undefined {
  const last = events.at(-1);
  return last?.type === 'end' ? last : undefined;
}

/** Ids of the machines that a sweep shows. */
export async function sweptIds(site: TestSite): Promise<readonly string[]> {
  const events = await sweepAll(site);
  return pagesOf(events).flatMap((page) => page.machines.map((machine) => machine.machineId));
}

/** Ids of the machines that really run or may soon. */
export function liveIds(site: TestSite): readonly string[] {
  return site.control
    .machines()
    .filter((machine) => machine.state !== 'terminated' && machine.state !== 'shutting-down')
    .map((machine) => machine.id);
}
