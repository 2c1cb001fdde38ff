import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  createCommands,
  createEngine,
  createQueries,
  type Commands,
  type ConnectionSetup,
  type Engine,
  type EngineTiming,
  type Intent,
  type Machine,
  type Queries,
  type RebuildInput,
  type RebuildReport,
  type Request,
  type RequestMachines,
  type Store,
  type Template,
} from '@hostwright/core';
import mock, { openMockCloud, type CloudControl, type MachineView } from '@hostwright/provider-mock';
import { openSqliteStore } from '@hostwright/store';
import { aTemplate } from './builders.js';
import { ProcessGate } from './process-gate.js';
import { seededRandom } from './seeded-random.js';
import { VirtualClock } from './virtual-clock.js';

const SECOND_MS = 1_000;
/** Machines boot and end after this long, unless a test says otherwise. */
const BOOT_MS = 2_000;

/** What a test may choose. */
export interface SiteOptions {
  /** Settings of the mock connection. */
  readonly settings?: object;
  readonly timing?: Partial<EngineTiming>;
  /** Options of the template `small`. */
  readonly options?: object;
  /** Overrides of the template `small`. */
  readonly template?: Partial<Template>;
  readonly seed?: number;
  /** Settings of a second connection, `mock-2`, in an account of its own of the same cloud, with the template `other`. @default there is none */
  readonly second?: object;
}

/** An engine as one process. */
export interface EngineProcess {
  readonly engine: Engine;
  /** Nothing it does is seen from now on; nothing outside notices. */
  kill(): void;
  pause(): void;
  resume(): void;
  /** Ends it in an orderly way. */
  stop(): Promise<void>;
}

let clouds = 0;
let sites = 0;
let calls = 0;

/** One deployment: a store, a mock cloud in virtual time, and any number of engines over both. Time is the test's: it moves only by `advance` and `until`. */
export class Site {
  readonly clock: VirtualClock;
  readonly cloud: CloudControl;
  readonly store: Store;
  readonly commands: Commands;
  readonly queries: Queries;
  readonly #database: DatabaseSync;
  readonly #engines: { readonly stop: AbortController; readonly gate: ProcessGate; readonly ended: Promise<void>; killed: boolean }[] = [];
  readonly #front: {
    readonly store: Store;
    readonly clock: VirtualClock;
    readonly templates: readonly Template[];
    readonly timing: Partial<EngineTiming>;
  };
  #made = 0;

  private constructor(
    private readonly parts: {
      readonly options: SiteOptions;
      readonly clock: VirtualClock;
      readonly cloud: CloudControl;
      readonly cloudFile: string;
      readonly database: DatabaseSync;
      readonly store: Store;
      readonly templates: readonly Template[];
      readonly connections: readonly ConnectionSetup[];
    },
  ) {
    this.clock = parts.clock;
    this.cloud = parts.cloud;
    this.store = parts.store;
    this.#database = parts.database;
    this.#front = { store: parts.store, clock: parts.clock, templates: parts.templates, timing: parts.options.timing ?? {} };
    sites += 1;
    const front = { ...this.#front, random: seededRandom((parts.options.seed ?? 1) + 1_000_000 * sites) };
    this.commands = createCommands(front);
    this.queries = createQueries(front);
  }

  static async open(options: SiteOptions = {}): Promise<Site> {
    clouds += 1;
    const cloudFile = `:memory:engine-spec-${clouds}`;
    const clock = new VirtualClock();
    const cloud = openMockCloud({ file: cloudFile, seed: options.seed ?? 1, now: () => clock.now() });
    return Site.#over(options, clock, cloud, cloudFile, new DatabaseSync(':memory:'));
  }

  static async #over(
    options: SiteOptions,
    clock: VirtualClock,
    cloud: CloudControl,
    cloudFile: string,
    database: DatabaseSync,
  ): Promise<Site> {
    const common = { cloudFile, seed: options.seed ?? 1, bootTimeMs: BOOT_MS };
    const connections = [await connect('mock-1', { ...common, ...options.settings })];
    if (options.second !== undefined)
      connections.push(await connect('mock-2', { ...common, account: 'second-account', ...options.second }));
    const templateOptions = await checked(mock.templateSchema, { machineType: 'mock.small', zones: ['mock-1a'], ...options.options });
    const templates = [aTemplate({ options: templateOptions, ...options.template })];
    if (options.second !== undefined) templates.push(aTemplate({ templateId: 'other', connection: 'mock-2', options: templateOptions }));
    const store = await openSqliteStore({ database, clock, random: seededRandom(options.seed ?? 1) });
    return new Site({ options, clock, cloud, cloudFile, database, store, templates, connections });
  }

  /** Sets our wall clock off by that much; the cloud's own stays right. */
  jump(jumpMs: number): void {
    this.clock.jumpMs = jumpMs;
    this.cloud.setClockSkew(-jumpMs);
  }

  /**
   * Starts an engine as a process of its own.
   * @param freezesAfter - asked after each of its writes: the first `true` pauses it right there
   */
  start(freezesAfter?: (writes: number) => boolean | Promise<boolean>): EngineProcess {
    const gate = new ProcessGate(freezesAfter);
    const engine = this.createEngine(gate);
    const stop = new AbortController();
    const running = { stop, gate, ended: engine.run({ signal: stop.signal }), killed: false };
    this.#engines.push(running);
    return {
      engine,
      kill: () => {
        running.killed = true;
        gate.pause();
      },
      pause: () => gate.pause(),
      resume: () => gate.resume(),
      stop: async () => {
        stop.abort();
        await this.#settleDown(running.ended);
        running.killed = true;
      },
    };
  }

  /** Rebuilds the store as a process of its own, which ends with it. */
  async rebuild(input: RebuildInput = {}, gate?: ProcessGate): Promise<RebuildReport> {
    return this.inTime(this.createEngine(gate).rebuild(input));
  }

  /** Makes an engine that nobody runs yet. */
  createEngine(gate = new ProcessGate()): Engine {
    this.#made += 1;
    return createEngine({
      store: gate.store(this.store),
      clock: gate.clock(this.clock),
      connections: this.parts.connections,
      templates: this.parts.templates,
      timing: this.parts.options.timing ?? {},
      random: seededRandom(this.#made * 1_000 + (this.parts.options.seed ?? 1) + 1_000_000 * sites + 500_000),
    });
  }

  /** Lets time pass until something has come to its end. */
  async inTime<Result>(work: Promise<Result>): Promise<Result> {
    await this.#settleDown(work);
    return work;
  }

  /** Asks for machines of the template `small`. */
  async request(units: number, input: Partial<RequestMachines> = {}): Promise<string> {
    calls += 1;
    const receipt = await this.commands.requestMachines({ callId: `call-${calls}`, templateId: 'small', units, ...input });
    return receipt.requestId;
  }

  async give(machineIds: readonly string[]): Promise<string> {
    calls += 1;
    const machines = machineIds.map((machineId) => ({ machineId }));
    return (await this.commands.returnMachines({ callId: `call-${calls}`, machines })).requestId;
  }

  /** Lets time pass: engines and cloud do what falls due, in order. */
  async advance(durationMs: number): Promise<void> {
    let left = durationMs;
    await breathe();
    while (left > 0) {
      left -= this.clock.step(Math.min(left, SECOND_MS));
      await breathe();
    }
  }

  /** Lets time pass until something holds. */
  async until(condition: () => Promise<boolean> | boolean, mostMs = 10 * 60_000): Promise<void> {
    const endsAtMs = this.clock.monotonic() + mostMs;
    while (!(await condition())) {
      if (this.clock.monotonic() >= endsAtMs) throw new Error(`it did not come to pass within ${mostMs} ms: ${condition.toString()}`);
      await this.advance(SECOND_MS);
    }
  }

  async ended(requestId: string, mostMs?: number): Promise<Request> {
    await this.until(async () => (await this.find(requestId)).state === 'ended', mostMs);
    return this.find(requestId);
  }

  async find(requestId: string): Promise<Request> {
    const view = await this.queries.request(requestId);
    if (view === undefined) throw new Error(`no request ${requestId}`);
    return view.request;
  }

  async machinesOf(requestId: string): Promise<readonly Machine[]> {
    return (await this.queries.request(requestId))?.machines ?? [];
  }

  async intents(requestId: string): Promise<readonly Intent[]> {
    return this.store.read((tx) => tx.intents({ requestId }));
  }

  /** What really runs and costs, by the cloud's own table. */
  live(): readonly MachineView[] {
    return this.cloud.machines().filter((machine) => machine.state !== 'terminated');
  }

  /** Calls that made machines or groups, as the cloud logged them. */
  launches(): ReturnType<CloudControl['calls']> {
    return this.cloud.calls().filter((call) => call.action === 'RunInstances' || call.action === 'CreateGroup');
  }

  async eventTypes(): Promise<readonly string[]> {
    return (await this.queries.events({ after: 0, limit: 100_000 })).map(({ event }) => event.type);
  }

  /** The same deployment over a copy of the store as it is now, for a life that goes on from here a second time. */
  async restore(backup: string): Promise<Site> {
    const { options, clock, cloud, cloudFile } = this.parts;
    return Site.#over(options, clock, cloud, cloudFile, new DatabaseSync(backup));
  }

  /** Copies the store as a backup does. Answers where; whoever asked removes the file. */
  backup(): string {
    const file = join(tmpdir(), `hostwright-engine-spec-${process.pid}-${clouds}-${Date.now()}.db`);
    this.#database.exec(`VACUUM INTO '${file}'`);
    return file;
  }

  /** Over a new, empty store in the same deployment, or another one where none is named. */
  async emptied(deploymentId?: string): Promise<Site> {
    const { options, clock, cloud, cloudFile } = this.parts;
    const database = new DatabaseSync(':memory:');
    const store = await openSqliteStore({
      database,
      clock,
      random: seededRandom(77 + sites),
      ...(deploymentId === undefined ? {} : { deploymentId }),
    });
    await store.close();
    return Site.#over(options, clock, cloud, cloudFile, database);
  }

  async close(): Promise<void> {
    for (const engine of this.#engines) engine.stop.abort();
    const running = this.#engines.filter((engine) => !engine.killed);
    await this.#settleDown(Promise.all(running.map((engine) => engine.ended)));
    await this.store.close();
    this.#database.close();
  }

  async #settleDown(ended: Promise<unknown>): Promise<void> {
    const state = { over: false };
    const end = (): void => void (state.over = true);
    void ended.then(end, end);
    for (let turns = 0; turns < 600 && !state.over; turns += 1) await this.advance(SECOND_MS);
    await ended;
  }
}

/** Everything that can go on without time passing goes on. */
async function breathe(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => setImmediate(resolve));
}

async function connect(name: string, settings: object): Promise<ConnectionSetup> {
  return { name, definition: mock, settings: await checked(mock.settingsSchema, settings) };
}

async function checked<Output>(schema: { readonly '~standard': { validate(value: unknown): unknown } }, value: unknown): Promise<Output> {
  const result = (await schema['~standard'].validate(value)) as { value: Output; issues?: readonly { message: string }[] };
  if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
  return result.value;
}
