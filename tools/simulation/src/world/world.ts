import type { DatabaseSync } from 'node:sqlite';
import {
  createCommands,
  createEngine,
  createQueries,
  type Attempt,
  type Commands,
  type Engine,
  type Queries,
  type ReadTransaction,
  type RebuildInput,
  type RebuildReport,
  type Store,
  type Template,
} from '@hostwright/core';
import { HistoryChecker, type Fact, type Violation } from '@hostwright/history';
import type { CloudControl } from '@hostwright/provider-mock';
import { openSqliteStore } from '@hostwright/store';
import type { CloudWatch } from './cloud-watch.js';
import { gateProvider } from './gated-provider.js';
import { gateStore } from './gated-store.js';
import { openPlace, type Place } from './place.js';
import { Choices } from './random.js';
import { Scheduler } from './scheduler.js';
import { templatesFor } from './site-settings.js';
import { SimProcess } from './sim-process.js';
import { StoreFaults } from './store-faults.js';
import { rememberStore } from './remembered-store.js';
import { DEPLOYMENT_ID, giveBack, imageOf, memoryOf, takeDatabase, type StoreImage } from './store-image.js';
import { REPLAY_HORIZON_MS, TIMING, VISIBILITY_HORIZON_MS } from './timing.js';
import { VirtualTime } from './virtual-time.js';
import { attemptFact, connectionFact, intentFact, machineFact, requestFact } from './watch-saves.js';

/** What a world is opened with. */
export interface WorldOptions {
  readonly seed: number;
  /** Whether engines listen for the cloud's events, beside their sweeps. */
  readonly feeds: boolean;
  /** Whether the plugin can take machines of others over. */
  readonly adopts: boolean;
  /** Whether each machine of a launch takes a call of its own. */
  readonly inParts: boolean;
  /** Whether the plugin says nothing that it need not say. */
  readonly taciturn: boolean;
  /** Connections of the deployment, each to a cloud of its own. */
  readonly connections: 1 | 2;
  /** Until then the plugin's answers may break its contract. */
  readonly nonsenseUntilMs: number;
  /** Every read asks the store's own SQL, also where nothing changed since: the same history, at a greater cost. */
  readonly forgetful?: boolean | undefined;
  /** Told of everything that happens, one line each. */
  readonly trace?: ((line: string) => void) | undefined;
  /** Given every fact, beside the checker. */
  readonly record?: ((fact: Fact) => void) | undefined;
}

/** An engine as one process. */
export interface EngineProcess {
  readonly process: SimProcess;
  readonly engine: Engine;
  readonly stop: AbortController;
}

/** Everything within one bound: after it nothing of a history may be open any more. */
const SETTLE_WITHIN_MS = 80_000;
const CONNECTIONS = [
  { connection: 'mock-1', account: 'mock-account' },
  { connection: 'mock-2', account: 'other-account' },
] as const;

let worlds = 0;

/** One deployment and everything around it: true time, its clouds, one store, processes, and the checker that sees all of it. */
export class World {
  readonly time = new VirtualTime();
  readonly checker = new HistoryChecker();
  readonly scheduler: Scheduler;
  readonly storeFaults: StoreFaults;
  readonly #places: readonly [Place, ...Place[]];
  readonly templates: readonly Template[];
  /** The faults of this history may make the cloud give more than it is asked for. */
  overDelivers = false;
  #engines: EngineProcess[] = [];
  #processes: SimProcess[] = [];
  readonly #disposals: (() => Promise<void>)[] = [];
  /** Told of each engine that starts. */
  readonly onStart: ((running: EngineProcess) => void)[] = [];
  /** Another store stands in the place of the first one, or is about to. */
  storeReplaced = false;
  /** Until then listings may be read as somebody else: a new store would take that for its identity. */
  strangerUntilMs = 0;
  /** Nobody starts an engine before this time: the host is down. */
  sleepUntilMs = 0;
  #database: DatabaseSync;
  /** What all short processes have open: to open it anew for each costs more than what they do. */
  #shared: Store | undefined;
  #names = 0;

  private constructor(
    private readonly options: WorldOptions,
    cloudFile: string,
    database: DatabaseSync,
  ) {
    const { seed, trace } = options;
    this.#database = database;
    const note = trace === undefined ? undefined : (runner: string, what: string) => trace(`${this.#stamp()} ${runner} ${what}`);
    this.scheduler = new Scheduler(new Choices(seed, 'scheduler'), note);
    this.storeFaults = new StoreFaults(this.time, new Choices(seed, 'store faults'));
    const open = (index: 0 | 1): Place =>
      openPlace({
        ...CONNECTIONS[index],
        cloudFile: `${cloudFile}-${index}`,
        seed: (seed + index * 1_000_003) % 2 ** 31,
        nowMs: () => this.time.nowMs,
        askedUnits: (intentId) => this.checker.ledger.intents.get(intentId)?.units,
        overDelivers: () => this.overDelivers,
      });
    this.#places = options.connections === 2 ? [open(0), open(1)] : [open(0)];
    this.templates = templatesFor(CONNECTIONS[0].connection, this.#places[1]?.connection);
    this.note({
      kind: 'world',
      atMs: this.time.nowMs,
      deploymentId: DEPLOYMENT_ID,
      replayHorizonMs: REPLAY_HORIZON_MS,
      visibilityHorizonMs: VISIBILITY_HORIZON_MS,
      transportDeadlineMs: TIMING.transportDeadlineMs ?? 0,
      bootTimeoutMs: TIMING.bootTimeoutMs ?? 0,
      settleWithinMs: SETTLE_WITHIN_MS,
      maxima: Object.fromEntries(
        this.templates.filter(({ maxNumber }) => maxNumber >= 0).map(({ templateId, maxNumber }) => [templateId, maxNumber]),
      ),
    });
  }

  static async open(options: WorldOptions): Promise<World> {
    worlds += 1;
    return new World(options, `:memory:simulation-${worlds}`, await takeDatabase());
  }

  /** The cloud of the first connection, where faults happen. */
  get cloud(): CloudControl {
    return this.#places[0].cloud;
  }

  get watch(): CloudWatch {
    return this.#places[0].watch;
  }

  /** Settings of the first connection. */
  get settings(): object {
    return this.#places[0].settings;
  }

  /** Groups and disks of all clouds, as they are now. */
  objects(): readonly Fact[] {
    return this.#places.flatMap(({ watch }) => watch.objects());
  }

  /** Processes so far. */
  get processes(): number {
    return this.#names;
  }

  /** Engines that live. */
  get engines(): readonly EngineProcess[] {
    return this.#engines.filter((running) => running.process.alive);
  }

  get violations(): readonly Violation[] {
    return this.checker.violations;
  }

  /** Takes a fact in. Whatever says that a machine is gone is compared with the cloud as it is at this moment. */
  note(fact: Fact): void {
    const judgesCloud = (fact.kind === 'store-machine' && fact.goneAtMs !== undefined) || fact.kind === 'told-gone';
    if (judgesCloud) this.look();
    this.#take(fact);
  }

  /** Compares the cloud's own table with what is known of it. */
  look(): void {
    for (const { watch } of this.#places) for (const fact of watch.look()) this.#take(fact);
  }

  #take(fact: Fact): void {
    this.options.trace?.(`${this.#stamp()} * ${JSON.stringify(fact)}`);
    this.options.record?.(fact);
    this.checker.note(fact);
  }

  #stamp(): string {
    return `${(this.time.elapsedMs / 1_000).toFixed(3).padStart(8)}s`;
  }

  /** A line in the trace. */
  say(line: string): void {
    this.options.trace?.(`${this.#stamp()} # ${line}`);
  }

  /** Starts a process that has no engine yet. */
  spawn(kind: string): SimProcess {
    this.#names += 1;
    const process = new SimProcess(`${kind}-${this.#names}`, this.time, this.scheduler);
    this.#processes.push(process);
    this.note({ kind: 'process-began', atMs: this.time.nowMs, process: process.name });
    return process;
  }

  /** The store as a process sees it. */
  async storeOf(process: SimProcess): Promise<Store> {
    const database = this.#database;
    const store = await openSqliteStore({ database, clock: process.clock, random: new Choices(this.options.seed, process.name) });
    return this.#gate(this.#remember(store, database), process);
  }

  #remember(store: Store, database: DatabaseSync): Store {
    return this.options.forgetful === true ? store : rememberStore(store, memoryOf(database));
  }

  #gate(store: Store, process: SimProcess): Store {
    return gateStore(store, {
      process,
      faults: this.storeFaults,
      nowMs: () => this.time.nowMs,
      committed: (facts) => {
        for (const fact of facts) this.note(fact);
      },
    });
  }

  /** Makes an engine in a process of its own, which nobody runs yet. */
  async makeEngine(process: SimProcess = this.spawn('engine')): Promise<EngineProcess> {
    const nonsense = new Choices(this.options.seed, `${process.name} nonsense`);
    const definition = gateProvider({
      process,
      nowMs: () => this.time.nowMs,
      note: (fact) => this.note(fact),
      changed: () => this.look(),
      opened: (dispose) => this.#disposals.push(dispose),
      feeds: this.options.feeds,
      adopts: this.options.adopts,
      inParts: this.options.inParts,
      taciturn: this.options.taciturn,
      starts: !(this.time.elapsedMs < this.options.nonsenseUntilMs && nonsense.chance(0.2)),
      nonsense: { choices: nonsense, speaks: () => this.time.elapsedMs < this.options.nonsenseUntilMs && nonsense.chance(0.3) },
    });
    const engine = createEngine({
      store: await this.storeOf(process),
      clock: process.clock,
      random: new Choices(this.options.seed, `${process.name} ids`),
      connections: this.#places.map(({ connection, settings }) => ({ name: connection, definition, settings })),
      templates: this.templates,
      timing: TIMING,
      holder: process.name,
    });
    return { process, engine, stop: new AbortController() };
  }

  /** Starts an engine that runs until it is stopped or killed; later, where the host is down. */
  async startEngine(): Promise<void> {
    const downMs = this.sleepUntilMs - this.time.elapsedMs;
    if (downMs > 0) {
      this.time.after(downMs, () => void this.startEngine());
      return;
    }
    const running = await this.makeEngine();
    for (const tell of this.onStart) tell(running);
    this.enlist(running);
    void running.engine.run({ signal: running.stop.signal }).then(
      () => this.#leave(running),
      () => this.#leave(running),
    );
  }

  /** Counts an engine among those that live, until its process ends. */
  enlist(running: EngineProcess): void {
    this.#engines.push(running);
  }

  kill(running: EngineProcess): void {
    running.process.kill();
    this.#leave(running);
  }

  #leave(running: EngineProcess): void {
    this.#engines = this.engines.filter((other) => other !== running);
  }

  /** Commands and queries as a process has them. */
  async front(process: SimProcess): Promise<{ readonly commands: Commands; readonly queries: Queries }> {
    const options = {
      store: this.#gate(await this.#sharedStore(), process),
      templates: this.templates,
      clock: process.clock,
      timing: TIMING,
      random: new Choices(this.options.seed, `${process.name} ids`),
    };
    return { commands: createCommands(options), queries: createQueries(options) };
  }

  async #sharedStore(): Promise<Store> {
    if (this.#shared !== undefined) return this.#shared;
    const database = this.#database;
    const store = this.#remember(await this.#plainStore(), database);
    if (database === this.#database) this.#shared = store;
    return store;
  }

  /** Rebuilds the store as an operator does, in a process of its own. */
  async rebuild(input: RebuildInput, process = this.spawn('rebuild')): Promise<RebuildReport> {
    const { engine } = await this.makeEngine(process);
    return engine.rebuild(input);
  }

  /** A copy of the store as it is now. */
  image(): StoreImage {
    return imageOf(this.#database);
  }

  /** Kills everybody and puts another store in the place of this one: an image, or an empty one. */
  async replaceStore(image: StoreImage | undefined): Promise<void> {
    this.storeReplaced = true;
    const next = await takeDatabase(image);
    // From here to the new store nobody waits: a process that began in between would live on with the old one.
    for (const process of this.#processes.splice(0)) process.kill();
    this.look();
    // Given back in the end only: somebody may be opening it at this very moment.
    const old = this.#database;
    this.#disposals.push(async () => giveBack(old));
    this.#database = next;
    this.#shared = undefined;
    if (image === undefined)
      this.#database.exec(`UPDATE deployment SET incarnation = 'emptied-000001', known_incarnations = '["emptied-000001"]'`);
    this.note({ kind: 'store-replaced', atMs: this.time.nowMs, how: image === undefined ? 'emptied' : 'restored' });
    await this.#readStore();
  }

  /** States what the store holds, for rules that compare. */
  async inventory(): Promise<void> {
    const store = await this.#plainStore();
    const requests = await store.read((tx) => tx.requests({}));
    this.note({ kind: 'store-holds', atMs: this.time.nowMs, requestIds: requests.map((request) => request.requestId) });
  }

  async #readStore(): Promise<void> {
    const atMs = this.time.nowMs;
    const store = await this.#plainStore();
    const facts = await store.read(async (tx) => [
      ...(await tx.requests({})).map((request) => requestFact(request, atMs)),
      ...(await tx.intents({})).map((intent) => intentFact(intent, atMs)),
      ...(await attemptsOf(tx)).map((attempt) => attemptFact(attempt, atMs)),
      ...(await tx.machines({})).map((machine) => machineFact(machine, atMs)),
      ...(await tx.connections()).map((state) => connectionFact(state, atMs)),
    ]);
    for (const fact of facts) this.note({ ...fact, restated: true });
  }

  async #plainStore(): Promise<Store> {
    const clock = { now: () => this.time.nowMs, monotonic: () => this.time.elapsedMs, sleep: () => Promise.resolve() };
    return openSqliteStore({ database: this.#database, clock, random: new Choices(1, 'reader') });
  }

  /** Ends everybody, and frees cloud and store: nothing of a history is left for the next. */
  async close(): Promise<void> {
    for (const process of this.#processes) process.kill();
    for (const dispose of this.#disposals) await dispose();
    for (const { cloud } of this.#places) cloud.close();
    giveBack(this.#database);
  }
}

async function attemptsOf(tx: ReadTransaction): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  for (const intent of await tx.intents({})) attempts.push(...(await tx.attempts(intent.intentId)));
  return attempts;
}
