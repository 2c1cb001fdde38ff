import type { ConnectionState } from '../domain/connection.js';
import { systemClock } from '../ports/clock.js';
import { silentLogger } from '../ports/logger.js';
import { newId, systemRandom } from '../ports/random.js';
import { ProviderError } from '../provider/errors.js';
import { breakerAfterFailure } from './breaker.js';
import type { ConnectionSetup, DriveEnd, Engine, EngineOptions, OpenPlugin } from './engine-api.js';
import { newConnection } from './lease.js';
import { ProviderClock } from './provider-clock.js';
import { DEFAULT_TIMING } from './timing.js';
import { ConnectionWorker } from './worker.js';
import type { WorkerEnv } from './worker-env.js';

/** A worker that fails is tried again after this time: its store is busy or broken. */
const AFTER_FAILURE_MS = 1_000;

interface Lane {
  readonly connection: string;
  readonly worker: ConnectionWorker;
  readonly dispose: () => Promise<void>;
}

/** Makes an engine over a way to start plugins; `createEngine` beside this folder gives it the instrumented one. */
export function createRequestEngine(options: EngineOptions, openPlugin: OpenPlugin): Engine {
  return new RequestEngine(options, openPlugin);
}

class RequestEngine implements Engine {
  readonly #options: Required<Omit<EngineOptions, 'onCall'>> & Pick<EngineOptions, 'onCall'>;
  #lanes: readonly Lane[] | undefined;
  #wake = new AbortController();

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
    const feeds = lanes.map((lane) => this.#feed(lane, signal));
    await Promise.all(lanes.map((lane) => this.#loop(lane, () => Promise.resolve(signal.aborted), signal)));
    await Promise.all(feeds);
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
    let end: DriveEnd = 'deadline';
    const lanes = await this.#open();
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
    await Promise.all(lanes.map((lane) => this.#loop(lane, finished, stop.signal)));
    stop.abort();
    await timer;
    await Promise.all(lanes.map((lane) => this.#release(lane)));
    return end;
  }

  wake(): void {
    const waiting = this.#wake;
    this.#wake = new AbortController();
    waiting.abort();
  }

  async idle(): Promise<boolean> {
    return (this.#lanes ?? []).every((lane) => !lane.worker.open);
  }

  progress(): number {
    return (this.#lanes ?? []).reduce((sum, lane) => sum + lane.worker.progress, 0);
  }

  async dispose(): Promise<void> {
    const lanes = this.#lanes ?? [];
    this.#lanes = undefined;
    await Promise.all(lanes.map((lane) => lane.dispose()));
  }

  async #loop(lane: Lane, finished: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    for (;;) {
      let waitMs = AFTER_FAILURE_MS;
      try {
        waitMs = await lane.worker.tick();
        if (await finished()) return;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        logger.error({ connection: lane.connection, reason }, 'connection could not be worked on: will be tried again');
        if (signal.aborted) return;
      }
      if (waitMs > 0) await waitFor(clock.sleep.bind(clock), waitMs, [signal, this.#wake.signal]);
    }
  }

  async #release(lane: Lane): Promise<void> {
    try {
      await lane.worker.release();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.logger.warn({ connection: lane.connection, reason }, 'lease could not be given back: it will run out');
    }
  }

  /** Hints only shorten the wait for the next sweep; a feed that ends or fails costs nothing but that. */
  async #feed(lane: Lane & { readonly env?: WorkerEnv }, signal: AbortSignal): Promise<void> {
    const machines = lane.env?.provider.machines;
    if (machines?.feed === undefined) return;
    const emit = (): void => {
      lane.worker.hint();
      this.wake();
    };
    while (!signal.aborted) {
      await machines.feed({ emit, signal }).catch(() => undefined);
      await this.#options.clock.sleep(AFTER_FAILURE_MS, signal).catch(() => undefined);
    }
  }

  async #open(): Promise<readonly Lane[]> {
    if (this.#lanes !== undefined) return this.#lanes;
    const lanes: (Lane & { readonly env: WorkerEnv })[] = [];
    for (const setup of this.#options.connections) {
      const lane = await this.#openLane(setup);
      if (lane !== undefined) lanes.push(lane);
    }
    this.#lanes = lanes;
    return lanes;
  }

  async #openLane(setup: ConnectionSetup): Promise<(Lane & { readonly env: WorkerEnv }) | undefined> {
    const { logger } = this.#options;
    try {
      const env = this.#environment(setup);
      return { connection: setup.name, worker: new ConnectionWorker(env), env, dispose: async () => env.provider.dispose?.() };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error({ connection: setup.name, provider: setup.definition.id, reason }, 'the plugin could not be started: its connection is out of work');
      await this.#reportBroken(setup, reason);
      return undefined;
    }
  }

  async #reportBroken(setup: ConnectionSetup, reason: string): Promise<void> {
    const { store, clock } = this.#options;
    const error = new ProviderError('InvalidSettings', `provider '${setup.definition.id}' could not be started: ${reason}`);
    await store.write(async (tx) => {
      const state: ConnectionState =
        (await tx.connection(setup.name)) ?? newConnection({ connection: setup.name, provider: setup.definition.id });
      await tx.saveConnection({ ...state, breaker: breakerAfterFailure(state.breaker, error, clock.now(), this.#options.timing as typeof DEFAULT_TIMING) });
    });
  }

  #environment(setup: ConnectionSetup): WorkerEnv {
    const { store, clock, random, logger, readSecret, onCall, holder, templates } = this.#options;
    const timing = this.#options.timing as typeof DEFAULT_TIMING;
    const { definition, name: connection } = setup;
    const { provider, gate } = this.openPlugin({
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
      plugin: { id: definition.id, connection },
      provider,
      gate,
      store,
      clock,
      random,
      logger,
      timing,
      providerClock: new ProviderClock(clock),
      holder,
      connectionNames: this.#options.connections.map((entry) => entry.name),
      templates: templates.filter((template) => template.connection === connection),
    };
  }
}

function refuseSecret(reference: string): Promise<string> {
  return Promise.reject(new ProviderError('InvalidSettings', `no secret is stored under '${reference}'`));
}

/** Waits, or until one of the signals is aborted. */
async function waitFor(
  sleep: (durationMs: number, signal: AbortSignal) => Promise<void>,
  durationMs: number,
  signals: readonly AbortSignal[],
): Promise<void> {
  await sleep(durationMs, AbortSignal.any([...signals])).catch(() => undefined);
}
