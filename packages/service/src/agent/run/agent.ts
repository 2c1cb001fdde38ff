import { hostname } from 'node:os';
import { type Clock, isStoreError } from '@hostwright/core';
import type { WakeAndWait } from '@hostwright/host-factory-protocol';
import type { SqliteStoreHandle } from '@hostwright/store';
import { pollUntil } from '../../call/poll.js';
import type { SiteConfiguration, Variables } from '../../configuration/index.js';
import { wasReplaced } from '../build.js';
import type { HeldLock } from '../lock.js';
import { type AgentBuild, removePointer, writePointer } from '../pointer.js';
import type { RuntimeFolder } from '../runtime-folder.js';
import { type AgentServer, type CallReply, type CallRequest, serveSocket } from '../server.js';
import type { AgentStatus, WakeAnswer } from '../wire.js';
import { Activity } from './activity.js';
import type { AgentEnd } from './agent-end.js';
import type { AgentLogs } from './agent-logs.js';
import { ConfigurationWatch } from './configuration-watch.js';
import { EngineHost } from './engine-host.js';
import { isAnotherAtWork } from './other-agent.js';
import { ProgressNote } from './progress-note.js';
import { answerSocketCall } from './socket-calls.js';
import { identityOf, type WorkPlace } from './work-place.js';

/** What an agent is made from. It holds the lock. */
export interface AgentParts {
  readonly configuration: SiteConfiguration;
  /** Reads the configuration on disk. */
  readonly load: () => Promise<SiteConfiguration>;
  readonly environment: Variables;
  readonly build: AgentBuild;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly place: WorkPlace;
  readonly runtime: RuntimeFolder;
  readonly lock: HeldLock;
  readonly store: SqliteStoreHandle;
  readonly logs: AgentLogs;
  readonly lingerMs: number;
}

const HEARTBEAT_MS = 1_000;
/** Between two looks at the configuration on disk, at which calls and wakes look, too, and at the pointer files. */
const LOOK_AROUND_INTERVAL_MS = 3_000;
/** Ends whatever still hangs when an agent has to go: longer than any cloud call's own deadline. */
const DRAIN_MS = 45_000;

/** One agent at work. */
export class Agent {
  readonly #startedAtMs: number;
  readonly #startedAt: number;
  readonly #activity: Activity;
  readonly #host: EngineHost;
  readonly #watch: ConfigurationWatch;
  readonly #progress: ProgressNote;
  #askedToEnd: AgentEnd | undefined;
  #beat = new AbortController();
  #socketIdentity: string | undefined;
  #lookedAroundAt: number;

  constructor(private readonly parts: AgentParts) {
    const { clock, configuration, load, logs, store, lingerMs } = parts;
    this.#startedAtMs = clock.now();
    this.#startedAt = clock.monotonic();
    this.#lookedAroundAt = this.#startedAt;
    this.#activity = new Activity(lingerMs);
    this.#host = new EngineHost({ ...parts, ...logs });
    this.#progress = new ProgressNote(store);
    this.#watch = new ConfigurationWatch({
      load,
      first: configuration,
      prepare: (next) => this.#prepare(next),
      logger: logs.logger,
    });
  }

  /** Serves and works until there is a reason to end; then finishes what is under way. */
  async run(): Promise<AgentEnd> {
    const { runtime, configuration, logs, build, signal } = this.parts;
    const server = await serveSocket(runtime.socketPath, this.#handlers());
    this.#socketIdentity = identityOf(runtime.socketPath);
    this.#tellWhere();
    logs.logger.info({ socket: runtime.socketPath, version: build.version, program: build.programPath }, 'agent started');
    const onSignal = (): void => this.#endFor('stopped');
    signal.addEventListener('abort', onSignal, { once: true });
    if (signal.aborted) onSignal();
    try {
      const end = await Promise.race([this.#live(), this.#failure(configuration)]);
      this.#activity.end();
      logs.logger.info({ end }, 'agent is ending');
      // Before it stops listening: whoever finds nobody there must not take this start for one that is still under way.
      await this.#inOrder([() => this.#progress.endedWell()]);
      return end;
    } finally {
      this.#activity.end();
      signal.removeEventListener('abort', onSignal);
      await this.#finish(server);
      logs.logger.info({ steps: this.#host.progress() }, 'agent ended');
    }
  }

  /** Begins to work. Settles only when that fails. */
  async #failure(configuration: SiteConfiguration): Promise<never> {
    const begin = await this.#host.prepare(configuration);
    await begin();
    return new Promise<never>(() => undefined);
  }

  async #prepare(next: SiteConfiguration): Promise<() => Promise<void>> {
    const begin = await this.#host.prepare(next);
    return async () => {
      this.parts.logs.apply(next.log);
      await begin();
    };
  }

  async #live(): Promise<AgentEnd> {
    for (;;) {
      const end = await this.#heartbeat();
      if (end !== undefined) return end;
      await this.parts.clock.sleep(HEARTBEAT_MS, this.#beat.signal).catch(() => undefined);
    }
  }

  /** Why the agent should end now, if it should. Whatever fails here is tried again at the next beat. */
  async #heartbeat(): Promise<AgentEnd | undefined> {
    const { clock, logs, store } = this.parts;
    try {
      const outside = this.#reasonOutside();
      if (outside !== undefined) return outside;
      const now = clock.monotonic();
      await (store.claim?.renew() ?? store.read((tx) => tx.deployment()));
      await this.#progress.look({ steps: this.#host.progress(), uptimeMs: now - this.#startedAt });
      if (now - this.#lookedAroundAt >= LOOK_AROUND_INTERVAL_MS && (await this.#lookAround())) return 'another-runs';
      return (await this.#activity.tryEnd(() => this.#host.idle(), now)) ? 'idle' : undefined;
    } catch (error) {
      if (isStoreError(error) && error.kind === 'newer-schema') return 'replaced';
      if (isStoreError(error) && error.kind === 'claimed') return this.#claimLost(error);
      logs.logger.warn({ reason: (error as Error).message }, 'heartbeat failed: will be tried again');
      return undefined;
    }
  }

  /** Another host works here now: nothing that this agent does would be written down. */
  #claimLost(error: Error): AgentEnd {
    this.parts.logs.logger.warn({ reason: error.message }, 'claim on the shared work directory was lost');
    return 'claimed';
  }

  #reasonOutside(): AgentEnd | undefined {
    const { place, lock, build, runtime } = this.parts;
    if (this.#askedToEnd !== undefined) return this.#askedToEnd;
    const loss = place.loss();
    if (loss !== undefined) return loss;
    if (!lock.stillInPlace() || identityOf(runtime.socketPath) !== this.#socketIdentity) return 'lock-lost';
    if (wasReplaced(build)) return 'replaced';
    return this.#watch.current.agent === 'off' ? 'switched-off' : undefined;
  }

  /** Answers whether another agent is at work here. */
  async #lookAround(): Promise<boolean> {
    const { configuration, runtime } = this.parts;
    this.#lookedAroundAt = this.parts.clock.monotonic();
    void this.#watch.look();
    if (await isAnotherAtWork(configuration.site.workDirectory, runtime.socketPath)) return true;
    this.#tellWhere();
    return false;
  }

  /** Calls under way are answered first, with the engine still at work. Whatever hangs is left behind after a while. */
  async #finish(server: AgentServer): Promise<void> {
    const { configuration, clock, place } = this.parts;
    const finished = new AbortController();
    const steps = [() => server.close(), () => this.#host.close(), () => this.#watch.settled()];
    await Promise.race([this.#inOrder(steps), clock.sleep(DRAIN_MS, finished.signal).catch(() => undefined)]);
    finished.abort();
    if (place.loss() !== 'no-work-directory') removePointer(configuration.site.workDirectory, process.pid);
  }

  /** One after the other, each whatever became of the one before. */
  async #inOrder(steps: readonly (() => Promise<void>)[]): Promise<void> {
    for (const step of steps) {
      await step().catch((error: unknown) =>
        this.parts.logs.logger.warn({ reason: (error as Error).message }, 'agent does not end in good order'),
      );
    }
  }

  #endFor(reason: AgentEnd): void {
    this.#askedToEnd ??= reason;
    this.#activity.end();
    this.#beat.abort();
  }

  /** Writes the pointer files where they are missing: a cleaner may have been there, or the disk was full. */
  #tellWhere(): void {
    const { configuration, runtime, build, logs, place } = this.parts;
    if (place.loss() !== undefined) return;
    try {
      writePointer(configuration.site.workDirectory, {
        socketPath: runtime.socketPath,
        pid: process.pid,
        host: hostname(),
        build,
        startedAtMs: this.#startedAtMs,
      });
    } catch (error) {
      logs.logger.warn({ reason: (error as Error).message }, 'pointer file could not be written: will be tried again');
    }
  }

  #handlers(): Parameters<typeof serveSocket>[1] {
    return {
      wake: () => this.#wake(),
      status: () => this.#status(),
      stop: (reason) => this.#endFor(reason),
      call: (request) => this.#activity.during(() => this.#answer(request)),
    };
  }

  #wake(): WakeAnswer | undefined {
    if (!this.#activity.wake()) return undefined;
    void this.#watch.look();
    this.#host.wake();
    return { build: this.parts.build };
  }

  async #answer(request: CallRequest): Promise<CallReply | undefined> {
    if (this.#activity.ending || this.parts.place.loss() !== undefined) return undefined;
    return answerSocketCall({ ...this.parts, watch: this.#watch, wakeAndWait: this.#wakeAndWait }, request);
  }

  readonly #wakeAndWait: WakeAndWait = async (request) => {
    this.#activity.wake();
    this.#host.wake();
    await pollUntil({ ...request, clock: this.parts.clock });
    return 'other';
  };

  async #status(): Promise<AgentStatus> {
    const { build, clock } = this.parts;
    return {
      pid: process.pid,
      host: hostname(),
      build,
      startedAtMs: this.#startedAtMs,
      uptimeMs: Math.round(clock.monotonic() - this.#startedAt),
      progress: this.#host.progress(),
      idle: await this.#host.idle(),
      configurationDirectory: this.#watch.current.site.directory,
      configurationProblem: this.#watch.problem,
      brokenConnections: this.#host.broken,
    };
  }
}
