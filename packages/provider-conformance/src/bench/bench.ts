import {
  tagsOfHeader,
  type AttemptId,
  type Capabilities,
  type IntentHeader,
  type LaunchResult,
  type Machines,
  type ObservedMachine,
  type Offer,
  type PreparedLaunch,
  type Provider,
  type Snapshots,
  type SweepScope,
  type Tag,
  type Termination,
  type Volumes,
  type WriteInput,
} from '@hostwright/core/provider';
import type { Provocations } from '../provocations.js';
import type { ConformanceSubject, Keys, SubjectTemplates, World } from '../subject.js';
import { check, ConformanceError, nth } from './check.js';
import { RecordingContext } from './recording-context.js';
import { readSweep, type SweepView } from './sweep-view.js';
import { validated } from './validated.js';

const DEPLOYMENT_ID = 'c0'.repeat(16);
const INCARNATION = '1a'.repeat(8);
/** How often something is waited for that a cloud does in its own time. */
const STEP_MS = 1_000;
/** Longest wait for what a cloud does in its own time: machines that boot and end. */
const PATIENCE_MS = 15 * 60_000;

/** A provider that was made from the world's settings, with the context it works through. */
export interface OpenedProvider {
  readonly provider: Provider<unknown>;
  readonly context: RecordingContext;
}

/** What a case launches. */
export interface WantedLaunch {
  /** @default `plain` */
  readonly template?: keyof SubjectTemplates;
  /** Capacity units. @default 1 */
  readonly units?: number;
  readonly write?: WriteInput;
  readonly tags?: readonly Tag[];
  readonly userData?: string;
  /** Which offer. @default the best */
  readonly offer?: (offers: readonly Offer[]) => Offer | undefined;
  /** Who launches. @default the bench's own provider */
  readonly by?: OpenedProvider;
}

/** A launch that was made. */
export interface MadeLaunch {
  readonly write: WriteInput;
  readonly prepared: PreparedLaunch;
  readonly results: readonly LaunchResult[];
  readonly machineIds: readonly string[];
}

/** What a case works with: one provider on a cloud of its own, and everything that is needed to ask it for something. */
export class Bench {
  readonly #opened: OpenedProvider[] = [];
  #sequence = 0;

  private constructor(
    readonly subject: ConformanceSubject,
    readonly world: World,
    readonly settings: unknown,
  ) {}

  /** Opens a cloud and a first provider on it. */
  static async open(subject: ConformanceSubject): Promise<Bench> {
    const world = await subject.open();
    try {
      const settings = await validated(subject.definition.settingsSchema, world.settings, 'the settings of the world');
      const bench = new Bench(subject, world, settings);
      bench.another();
      return bench;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  get provider(): Provider<unknown> {
    return this.first.provider;
  }

  get context(): RecordingContext {
    return this.first.context;
  }

  get first(): OpenedProvider {
    return nth(this.#opened, 0);
  }

  get capabilities(): Capabilities {
    return this.provider.capabilities;
  }

  /** The provocations; a case that uses one has named it. */
  get provoke(): Required<Provocations> {
    return this.world.provoke as Required<Provocations>;
  }

  /** The parts of the world that are optional; a case that uses one has named it. */
  get offered(): Required<World> {
    return this.world as Required<World>;
  }

  /** All operations of machines; a case that uses an optional one has named its capability. */
  get machines(): Required<Machines<unknown>> {
    return this.provider.machines as Required<Machines<unknown>>;
  }

  /** Only cases of that interface use it. */
  get volumes(): Volumes {
    return this.provider.volumes as Volumes;
  }

  /** Only cases of that interface use it. */
  get snapshots(): Snapshots {
    return this.provider.snapshots as Snapshots;
  }

  /** Another provider from the same settings: what another process would have. */
  another(): OpenedProvider {
    const context = this.newContext();
    const opened = { provider: this.subject.definition.create(this.settings, context), context };
    this.#opened.push(opened);
    return opened;
  }

  newContext(): RecordingContext {
    return new RecordingContext({ now: () => this.now(), pass: (durationMs) => this.pass(durationMs), secrets: this.world.secrets ?? {} });
  }

  now(): number {
    return this.world.now?.() ?? Date.now();
  }

  pass(durationMs: number): Promise<void> {
    return this.world.pass?.(durationMs) ?? new Promise((resolve) => setTimeout(resolve, durationMs));
  }

  /** A signal that nobody aborts. */
  read(): { readonly signal: AbortSignal } {
    return { signal: new AbortController().signal };
  }

  /** What a new intent writes with. */
  write(changes: Partial<WriteInput> = {}, header: Partial<IntentHeader> = {}): WriteInput {
    this.#sequence += 1;
    const sequence = this.#sequence;
    return {
      header: {
        deploymentId: DEPLOYMENT_ID,
        incarnation: INCARNATION,
        requestId: `req-${sequence}`,
        intentId: `int-${sequence}`,
        sequence,
        generation: 1,
        ...header,
      },
      token: `conformance-${sequence}`,
      attempt: `attempt-${sequence}` as AttemptId,
      signal: new AbortController().signal,
      ...changes,
    };
  }

  /** Template options as core hands them to a plugin. */
  async options(template: keyof SubjectTemplates = 'plain'): Promise<unknown> {
    const keys: Keys | undefined = this.world.templates[template];
    check(keys !== undefined, `the subject offers no template "${template}"`);
    return validated(this.subject.definition.templateSchema, keys, `the template "${template}"`);
  }

  /** The same, or undefined where the plugin's own schema refuses the template already. */
  async optionsUnlessRefused(template: keyof SubjectTemplates): Promise<unknown> {
    const result = await this.subject.definition.templateSchema['~standard'].validate(this.world.templates[template]);
    return result.issues === undefined ? result.value : undefined;
  }

  async prepare(wanted: WantedLaunch & { readonly write: WriteInput }): Promise<PreparedLaunch> {
    const { provider } = wanted.by ?? this.first;
    const options = await this.options(wanted.template);
    const offers = await provider.machines.offers({ ...this.read(), options });
    const offer = wanted.offer === undefined ? offers[0] : wanted.offer(offers);
    check(offer !== undefined, 'offers() answers at least one offer that the case can use');
    return provider.machines.prepare({
      ...wanted.write,
      spec: { templateId: 'conformance', options, tags: wanted.tags ?? [], userData: wanted.userData },
      offer,
      units: wanted.units ?? 1,
    });
  }

  /** Makes every call of a prepared launch. */
  async launchPrepared(prepared: PreparedLaunch, write: WriteInput, by: OpenedProvider = this.first): Promise<MadeLaunch> {
    const results: LaunchResult[] = [];
    for (let part = 0; part < prepared.parts; part += 1) results.push(await by.provider.machines.launch({ ...write, prepared, part }));
    return { write, prepared, results, machineIds: results.flatMap(({ machines }) => machines.map(({ machineId }) => machineId)) };
  }

  async launch(wanted: WantedLaunch = {}): Promise<MadeLaunch> {
    const write = wanted.write ?? this.write();
    return this.launchPrepared(await this.prepare({ ...wanted, write }), write, wanted.by);
  }

  /** Launches, and waits until a sweep shows the machines: some clouds name them later. */
  async launchSeen(wanted: WantedLaunch = {}): Promise<MadeLaunch> {
    const made = await this.launch(wanted);
    const units = wanted.units ?? 1;
    const machineIds = await this.until(`a sweep shows ${units} units of the intent`, async () => {
      const live = await this.#livingOf(made.write);
      const weight = live.reduce((sum, machine) => sum + machine.units, 0);
      return weight >= units ? live.map(({ machineId }) => machineId) : undefined;
    });
    return { ...made, machineIds };
  }

  /** Launches machines and waits until they run. */
  async launchRunning(wanted: WantedLaunch = {}): Promise<MadeLaunch> {
    const made = await this.launchSeen(wanted);
    await this.until('the machines run', async () => {
      const { machines } = await this.inspect(made.machineIds);
      return machines.length === made.machineIds.length && machines.every(({ status }) => status.unified === 'running') ? true : undefined;
    });
    return made;
  }

  inspect(machineIds: readonly string[], by: OpenedProvider = this.first) {
    return by.provider.machines.inspect({ ...this.read(), machineIds });
  }

  sweep(scope: SweepScope = { kind: 'deployment', deploymentId: DEPLOYMENT_ID }, by: OpenedProvider = this.first): Promise<SweepView> {
    return readSweep(by.provider.machines.sweep({ ...this.read(), scope }));
  }

  terminate(machineIds: readonly string[], write: WriteInput = this.write()): Promise<readonly Termination[]> {
    return this.provider.machines.terminate({ ...write, machineIds });
  }

  /** Waits until none of the machines lives any more, by inspection. */
  async untilEnded(machineIds: readonly string[]): Promise<void> {
    await this.until(`the end of ${machineIds.join(', ')}`, async () => {
      const { machines } = await this.inspect(machineIds);
      return machines.every(({ status }) => status.unified === 'terminated') ? true : undefined;
    });
  }

  /** Ids of machines that carry a header of this intent and live, by a sweep after the visibility horizon. */
  async liveOf(write: WriteInput): Promise<readonly string[]> {
    await this.passVisibility();
    return (await this.#livingOf(write)).map(({ machineId }) => machineId);
  }

  /** What lives of an intent, each machine once however often a page shows it: that is the rule of one case, not of all. */
  async #livingOf(write: WriteInput): Promise<readonly ObservedMachine[]> {
    const mine = (await this.sweep()).machines.filter(({ header }) => header?.intentId === write.header.intentId);
    const living = mine.filter(({ status }) => status.unified !== 'terminated');
    return [...new Map(living.map((machine) => [machine.machineId, machine])).values()];
  }

  /** Lets the longest visibility horizon of all kinds go by. */
  async passVisibility(): Promise<void> {
    const horizonMs = Math.max(0, ...this.capabilities.machines.kinds.map(({ visibilityHorizonMs }) => visibilityHorizonMs));
    if (horizonMs > 0) await this.pass(horizonMs);
  }

  /** Asks again and again, while time passes, until the answer is something. */
  async until<Value>(what: string, ask: () => Promise<Value | undefined>): Promise<Value> {
    for (let waitedMs = 0; waitedMs <= PATIENCE_MS; waitedMs += STEP_MS) {
      const value = await ask();
      if (value !== undefined) return value;
      await this.pass(STEP_MS);
    }
    throw new ConformanceError(`it did not come to pass within ${PATIENCE_MS / 60_000} minutes: ${what}`);
  }

  /** Everything the plugin may have leaked into: log lines of all its contexts. */
  get logLines(): readonly string[] {
    return this.#opened.flatMap(({ context }) => context.logLines);
  }

  async close(): Promise<void> {
    try {
      for (const { provider } of this.#opened) await provider.dispose?.();
    } finally {
      await this.world.close();
    }
  }
}

/** Whether all tags of a header are among the tags of an object. */
export function carriesHeader(tags: readonly Tag[], header: IntentHeader): boolean {
  return tagsOfHeader(header).every(({ key, value }) => tags.some((tag) => tag.key === key && tag.value === value));
}
