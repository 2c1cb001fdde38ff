import type { ConnectionState } from '../domain/connection.js';
import { systemClock } from '../ports/clock.js';
import { HostFactoryError } from '../ports/errors.js';
import { silentLogger } from '../ports/logger.js';
import { newId, systemRandom } from '../ports/random.js';
import type { Provider } from '../provider/definition.js';
import { isProviderError, ProviderError, type ProviderErrorClass } from '../provider/errors.js';
import { Bell } from './bell.js';
import { breakerAfterFailure } from './breaker.js';
import type { ConnectionSetup, DriveEnd, Engine, EngineOptions, OpenPlugin } from './engine-api.js';
import { newConnection } from './lease.js';
import { messageOf } from './message-of.js';
import { ProviderClock } from './provider-clock.js';
import type { RebuildInput, RebuildReport } from './rebuild/rebuild-api.js';
import { rebuildStore } from './rebuild/rebuild-store.js';
import { refusal } from './rebuild/take-inventory.js';
import { DEFAULT_TIMING } from './timing.js';
import { ConnectionWorker } from './worker.js';
import type { WorkerEnv } from './worker-env.js';

/** A worker that fails is tried again after this time: its store is busy or broken. */
const AFTER_FAILURE_MS = 1_000;

interface Lane {
  readonly connection: string;
  readonly worker: ConnectionWorker;
  readonly provider: Provider<unknown>;
  readonly bell: Bell;
}

/** Makes an engine over a way to start plugins; `createEngine` beside this folder gives it the instrumented one. */
export function createRequestEngine(options: EngineOptions, openPlugin: OpenPlugin): Engine {
  return new RequestEngine(options, openPlugin);
}

class RequestEngine implements Engine {
  readonly #options: Required<Omit<EngineOptions, 'onCall'>> & Pick<EngineOptions, 'onCall'>;
  #lanes: readonly Lane[] | undefined;

  constructor(
    options: EngineOptions,
    private readonly openPlugin: OpenPlugin,
  ) {
    const random = options.random ?? systemRandom;
    this.#options = {
      ...options,
      random,
      clock: options.clock ?? systemClock,
      logger: options.logger ?? silentLogger,
      timing: { ...DEFAULT_TIMING, ...options.timing },
      templates: options.templates ?? [],
      holder: options.holder ?? newId(random, 'engine'),
      readSecret: options.readSecret ?? refuseSecret,
    };
  }

  async run({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    const lanes = await this.#open();
    for (const lane of lanes) lane.worker.enter();
    const feeds = lanes.map((lane) => this.#feed(lane, signal));
    // A sweep that hangs with the cloud is left behind: what is being sent is waited for, what is being read is not.
    await Promise.race([
      Promise.all(lanes.map((lane) => this.#loop(lane, () => Promise.resolve(signal.aborted), signal))),
      abortOf(signal),
    ]);
    for (const lane of lanes) lane.worker.leave();
    await Promise.all(feeds);
    await Promise.all(lanes.map((lane) => lane.worker.landed()));
    await Promise.all(lanes.map((lane) => this.#release(lane)));
  }

  async drive({
    deadlineMs,
    until,
    signal,
  }: {
    readonly deadlineMs: number;
    readonly until?: () => Promise<boolean>;
    readonly signal?: AbortSignal;
  }): Promise<DriveEnd> {
    const { clock } = this.#options;
    const endAt = clock.monotonic() + deadlineMs;
    const stop = new AbortController();
    signal?.addEventListener('abort', () => stop.abort(), { once: true });
    const lanes = await this.#open();
    for (const lane of lanes) lane.worker.enter();
    let end: DriveEnd = lanes.length === 0 ? 'idle' : 'deadline';
    const finished = async (): Promise<boolean> => {
      if (stop.signal.aborted || clock.monotonic() >= endAt) return true;
      if (until !== undefined && (await until())) end = 'reached';
      else if (lanes.every((lane) => !lane.worker.open)) end = 'idle';
      else return false;
      stop.abort();
      return true;
    };
    const timer = clock.sleep(deadlineMs, stop.signal).then(
      () => stop.abort(),
      () => undefined,
    );
    // A step that hangs with the cloud is left behind: without the lease, nothing that it still finds is written.
    await Promise.race([Promise.all(lanes.map((lane) => this.#loop(lane, finished, stop.signal))), timer]);
    stop.abort();
    for (const lane of lanes) lane.worker.leave();
    // The next process may go on at once: what is still under way it finds as an attempt without an answer, as after a crash.
    await Promise.all(lanes.map((lane) => this.#release(lane)));
    await Promise.all(lanes.map((lane) => lane.worker.landed()));
    return end;
  }

  async rebuild({ without = [], unusable = [], dryRun = false, lostIncarnation }: RebuildInput = {}): Promise<RebuildReport> {
    const { connections, templates, store, clock, random } = this.#options;
    refuseUnknown(
      without,
      connections.map((setup) => setup.name),
    );
    const leftOut = connections.filter((setup) => without.includes(setup.name));
    const environments: WorkerEnv[] = [];
    try {
      for (const setup of connections) if (!leftOut.includes(setup)) environments.push(this.#openForRebuild(setup));
      return await rebuildStore({
        store,
        clock,
        random,
        environments,
        leftOut: [...leftOut.map(({ name, definition }) => ({ connection: name, provider: definition.id })), ...unusable],
        templates,
        dryRun,
        lostIncarnation,
      });
    } finally {
      await Promise.all(environments.map(async ({ provider }) => provider.dispose?.()));
    }
  }

  wake(): void {
    for (const lane of this.#lanes ?? []) lane.bell.ring();
  }

  async idle(): Promise<boolean> {
    return this.#lanes?.every((lane) => !lane.worker.open) ?? false;
  }

  firstLook(): boolean {
    return (this.#lanes ?? []).some((lane) => lane.worker.looking);
  }

  progress(): number {
    return (this.#lanes ?? []).reduce((sum, lane) => sum + lane.worker.progress, 0);
  }

  async dispose(): Promise<void> {
    const lanes = this.#lanes ?? [];
    this.#lanes = undefined;
    await Promise.all(lanes.map(async ({ provider }) => provider.dispose?.()));
  }

  async #loop(lane: Lane, finished: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    for (;;) {
      let waitMs = AFTER_FAILURE_MS;
      try {
        waitMs = await lane.worker.tick();
        if (await finished()) return;
      } catch (error) {
        logger.error({ connection: lane.connection, reason: messageOf(error) }, 'connection could not be worked on: will be tried again');
        if (signal.aborted) return;
      }
      // Also when there is more to do at once: others in this process want to be heard.
      await lane.bell.wait(clock, waitMs, signal);
    }
  }

  async #release(lane: Lane): Promise<void> {
    try {
      await lane.worker.release();
    } catch (error) {
      this.#options.logger.warn(
        { connection: lane.connection, reason: messageOf(error) },
        'lease could not be given back: it will run out',
      );
    }
  }

  /** Hints only shorten the wait for the next sweep; a feed that ends or fails costs nothing but that. */
  async #feed({ provider: { machines }, worker, bell }: Lane, signal: AbortSignal): Promise<void> {
    if (machines.feed === undefined) return;
    const emit = (): void => {
      worker.hint();
      bell.ring();
    };
    const stopped = abortOf(signal);
    const listen = async (): Promise<void> => machines.feed?.({ emit, signal });
    while (!signal.aborted) {
      await Promise.race([listen().catch(() => undefined), stopped]);
      await this.#options.clock.sleep(AFTER_FAILURE_MS, signal).catch(() => undefined);
    }
  }

  async #open(): Promise<readonly Lane[]> {
    if (this.#lanes !== undefined) return this.#lanes;
    const lanes: Lane[] = [];
    for (const setup of this.#options.connections) {
      const lane = await this.#openLane(setup);
      if (lane !== undefined) lanes.push(lane);
    }
    this.#lanes = lanes;
    return lanes;
  }

  async #openLane(setup: ConnectionSetup): Promise<Lane | undefined> {
    const { logger } = this.#options;
    try {
      const env = this.#environment(setup);
      const bell = new Bell();
      return { connection: setup.name, worker: new ConnectionWorker(env, () => bell.ring()), provider: env.provider, bell };
    } catch (error) {
      const reason = messageOf(error);
      logger.error(
        { connection: setup.name, provider: setup.definition.id, reason },
        'the plugin could not be started: its connection is out of work',
      );
      await this.#reportBroken(setup, reason, isProviderError(error) ? error.errorClass : 'InvalidSettings');
      return undefined;
    }
  }

  #openForRebuild(setup: ConnectionSetup): WorkerEnv {
    try {
      return this.#environment(setup);
    } catch (cause) {
      const message = `provider '${setup.definition.id}' could not be started: ${messageOf(cause)}`;
      throw refusal(setup.name, new ProviderError('InvalidSettings', message));
    }
  }

  /** Nothing will succeed before somebody acts, whatever class it is of. */
  async #reportBroken(setup: ConnectionSetup, reason: string, lastErrorClass: ProviderErrorClass): Promise<void> {
    const { store, clock } = this.#options;
    const error = new ProviderError('InvalidSettings', `provider '${setup.definition.id}' could not be started: ${reason}`);
    await store.write(async (tx) => {
      const state: ConnectionState =
        (await tx.connection(setup.name)) ?? newConnection({ connection: setup.name, provider: setup.definition.id });
      await tx.saveConnection({
        ...state,
        breaker: {
          ...breakerAfterFailure(state.breaker, error, clock.now(), this.#options.timing as typeof DEFAULT_TIMING),
          lastErrorClass,
        },
      });
    });
  }

  #environment(setup: ConnectionSetup): WorkerEnv {
    const { store, clock, random, logger, readSecret, onCall, holder, templates } = this.#options;
    const timing = this.#options.timing as typeof DEFAULT_TIMING;
    const { definition, name: connection } = setup;
    const { provider, gate, origin } = this.openPlugin({
      connection,
      definition,
      settings: setup.settings,
      store,
      clock,
      random,
      logger,
      transportDeadlineMs: timing.transportDeadlineMs,
      readSecret,
      ...(onCall === undefined ? {} : { onCall }),
    });
    return {
      connection,
      plugin: { id: definition.id, origin, connection },
      provider,
      gate,
      store,
      clock,
      random,
      logger,
      timing,
      providerClock: new ProviderClock(clock),
      holder,
      connectionNames: [
        ...new Set([...this.#options.connections.map((entry) => entry.name), ...templates.map((template) => template.connection)]),
      ],
      templates: templates.filter((template) => template.connection === connection),
    };
  }
}

function refuseUnknown(without: readonly string[], names: readonly string[]): void {
  const unknown = without.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new HostFactoryError('InvalidCall', `there is no connection '${unknown}' to leave out (there are: ${names.join(', ')})`);
  }
  if (names.every((name) => without.includes(name))) {
    throw new HostFactoryError('InvalidCall', 'a store is rebuilt from at least one connection: leave one in');
  }
}

/** Settles once `signal` is aborted. */
function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function refuseSecret(reference: string): Promise<string> {
  return Promise.reject(new ProviderError('InvalidSettings', `no secret is stored under '${reference}'`));
}
