import type { ConnectionState } from '../domain/connection.js';
import type { Intent } from '../domain/intent.js';
import type { ProviderError } from '../provider/errors.js';
import { breakerAfterFailure, isBreakerOpen } from './breaker.js';
import { inspectMissing } from './inspect-missing.js';
import { learnShapes } from './learn-shapes.js';
import { holdLease, releaseLease, type LeaseOptions } from './lease.js';
import { prepareIntent } from './prepare.js';
import { reconcileAcquires } from './reconcile-acquires.js';
import { reconcileEnds } from './reconcile-ends.js';
import { reconcileReturns } from './reconcile-returns.js';
import { runSweep } from './run-sweep.js';
import { sendLaunch } from './send-launch.js';
import { sendTermination } from './send-terminate.js';
import { settleIntents } from './settle-intents.js';
import type { WorkerEnv } from './worker-env.js';

/** Between two looks at the store for work that others committed. */
const LOOK_INTERVAL_MS = 1_000;
/** Events linked, and intents archived, in one go. */
const UPKEEP_LIMIT = 1_000;
const ARCHIVE_INTERVAL_MS = 10 * 60_000;

/** How much of a connection is open. */
interface Load {
  readonly open: boolean;
  readonly busy: boolean;
}

/**
 * Works on one connection while it holds its lease: sweeps it, compares what is wanted with what there is, sends what follows, and
 * settles what came of it. All its knowledge is in the store; what it keeps for itself may be lost at any moment.
 */
export class ConnectionWorker {
  readonly #flights = new Map<string, Promise<void>>();
  #sweptAtMonotonicMs: number | undefined;
  #sweptSinceMs: number | undefined;
  #hinted = false;
  #wakeups = -1;
  #dirty = true;
  #archivedAtMonotonicMs: number | undefined;
  #load: Load = { open: true, busy: true };
  #progress = 0;

  constructor(private readonly env: WorkerEnv) {}

  /** Steps that changed something or learnt something. */
  get progress(): number {
    return this.#progress;
  }

  /** Something may have changed in the cloud: sweep at the next tick. */
  hint(): void {
    this.#hinted = true;
  }

  /** Does what is due now. Answers after how many milliseconds to look again. */
  async tick(): Promise<number> {
    const state = await holdLease(this.#lease());
    if (state === undefined) return LOOK_INTERVAL_MS;
    this.#noticeWakeups(state);
    if (this.#sweepIsDue(state)) await this.#sweep();
    if (this.#dirty || this.#load.open) await this.#work(state.epoch);
    await this.#upkeep();
    return this.#dirty ? 0 : LOOK_INTERVAL_MS;
  }

  /** Whether anything of the connection is open, by the last look. */
  get open(): boolean {
    return this.#load.open || this.#flights.size > 0;
  }

  /** Waits for the calls that are under way. */
  async landed(): Promise<void> {
    await Promise.all(this.#flights.values());
  }

  /** Gives the lease back. */
  async release(): Promise<void> {
    await this.landed();
    await releaseLease(this.#lease());
  }

  #lease(): LeaseOptions {
    const { store, connection, holder, timing, plugin } = this.env;
    return { store, connection, provider: plugin.id, holder, leaseMs: timing.leaseMs };
  }

  #noticeWakeups(state: ConnectionState): void {
    if (state.wakeups === this.#wakeups) return;
    this.#wakeups = state.wakeups;
    this.#dirty = true;
  }

  #sweepIsDue(state: ConnectionState): boolean {
    const { clock, timing } = this.env;
    if (isBreakerOpen(state.breaker, clock.now())) return false;
    if (this.#sweptAtMonotonicMs === undefined || this.#hinted) return true;
    if (!this.open) return false;
    const probing = state.breaker.openUntilMs !== undefined;
    const intervalMs = this.#load.busy || probing ? timing.busySweepIntervalMs : timing.sweepIntervalMs;
    return clock.monotonic() - this.#sweptAtMonotonicMs >= intervalMs;
  }

  async #sweep(): Promise<void> {
    this.#hinted = false;
    const sweep = await runSweep(this.env);
    this.#sweptAtMonotonicMs = this.env.clock.monotonic();
    if (sweep.outcome === 'complete') this.#sweptSinceMs = sweep.beganAtMs;
    if (sweep.missed > 0 && sweep.outcome !== 'failed') await inspectMissing(this.env);
    this.#progress += 1;
    this.#dirty = true;
  }

  async #work(epoch: number): Promise<void> {
    const { store, connection, providerClock, clock } = this.env;
    const woken = this.#dirty;
    this.#dirty = false;
    const state = await store.read((tx) => tx.connection(connection));
    if (state?.holder !== this.env.holder || state.epoch !== epoch) return;
    const maySend = state.halt === undefined && providerClock.now() !== undefined && !isBreakerOpen(state.breaker, clock.now());
    let steps = await settleIntents(this.env, new Set(this.#flights.keys()));
    steps += await reconcileReturns(this.env, epoch);
    steps += await reconcileAcquires(this.env, epoch, maySend);
    if (maySend) {
      steps += await reconcileEnds(this.env, epoch);
      await this.#launchFlights(epoch);
    }
    if (woken) await learnShapes(this.env);
    await this.#measureLoad();
    if (steps > 0) this.#dirty = true;
    this.#progress += steps;
  }

  /** Starts the call of every intent that is due and not under way. */
  async #launchFlights(epoch: number): Promise<void> {
    const { store, connection, clock } = this.env;
    const open = await store.read((tx) => tx.intents({ connection, settled: false }));
    for (const intent of open) {
      if (this.#flights.has(intent.intentId)) continue;
      if (intent.retryAtMs !== undefined && clock.now() < intent.retryAtMs) continue;
      if (!this.#isSendable(intent)) continue;
      this.#fly(intent, epoch);
    }
  }

  /** A launch that waits for sweeps to tell what became of it has nothing to send until the next one. */
  #isSendable(intent: Intent): boolean {
    if (intent.operation !== 'launch' || intent.state !== 'sent') return true;
    return intent.retryAtMs !== undefined || intent.answeredParts.length < (intent.document?.parts ?? 1);
  }

  #fly(intent: Intent, epoch: number): void {
    const flight = this.#send(intent, epoch)
      .then((error) => (error === undefined ? undefined : this.#fail(error)))
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.env.logger.error({ connection: this.env.connection, intentId: intent.intentId, reason }, 'intent could not be worked on');
      })
      .finally(() => {
        this.#flights.delete(intent.intentId);
        this.#dirty = true;
        this.#progress += 1;
      });
    this.#flights.set(intent.intentId, flight);
  }

  async #send(intent: Intent, epoch: number): Promise<ProviderError | undefined> {
    if (intent.operation !== 'launch') return sendTermination(this.env, intent.intentId, epoch);
    if (intent.state === 'preparing') {
      const { store, providerClock, timing } = this.env;
      const request = await store.read((tx) => tx.request(intent.requestId));
      if (request?.kind !== 'acquire' || request.state !== 'open') return undefined;
      const notAfterMs = (providerClock.now() ?? 0) + timing.attemptWindowMs + timing.transportDeadlineMs;
      const { error } = await prepareIntent(this.env, { intent, epoch, notAfterMs }, request);
      if (error !== undefined) return error;
    }
    return sendLaunch(this.env, intent.intentId, epoch, { sweptSinceMs: this.#sweptSinceMs });
  }

  async #fail(error: ProviderError): Promise<void> {
    const { store, connection, clock, timing, holder } = this.env;
    await store.write(
      async (tx) => {
        const state = await tx.connection(connection);
        if (state?.holder !== holder) return;
        const breaker = breakerAfterFailure(state.breaker, error, clock.now(), timing);
        if (breaker === state.breaker) return;
        await tx.saveConnection({ ...state, breaker });
        if (breaker.openUntilMs !== undefined) {
          await tx.appendEvents(clock.now(), [{ type: 'BreakerOpened', connection, untilMs: breaker.openUntilMs, errorClass: error.errorClass }]);
        }
      },
      { durable: false },
    );
  }

  async #measureLoad(): Promise<void> {
    const { store, connection } = this.env;
    this.#load = await store.read(async (tx): Promise<Load> => {
      const unsettled = await tx.intents({ connection, settled: false, limit: 1 });
      const returns = await tx.openReturns(connection);
      const acquires = await tx.openAcquires(connection);
      const live = await tx.machines({ connection, live: true, orphan: false });
      const moving = live.some((machine) => machine.deliveredAtMs === undefined || machine.terminateOrderedAtMs !== undefined || machine.missedSweeps > 0);
      const groups = (await tx.groups(connection)).some((group) => group.state === 'active');
      return {
        open: unsettled.length > 0 || returns.length > 0 || acquires.length > 0 || live.length > 0 || groups,
        busy: unsettled.length > 0 || returns.length > 0 || moving,
      };
    });
  }

  /** Links new events by hash, and moves what ended long ago out of the way. */
  async #upkeep(): Promise<void> {
    const { store, clock, timing } = this.env;
    await store.write((tx) => tx.sealEvents(UPKEEP_LIMIT), { durable: false });
    const now = clock.monotonic();
    if (this.#archivedAtMonotonicMs !== undefined && now - this.#archivedAtMonotonicMs < ARCHIVE_INTERVAL_MS) return;
    this.#archivedAtMonotonicMs = now;
    await store.write((tx) => tx.archive(clock.now() - timing.archiveAfterMs, UPKEEP_LIMIT), { durable: false });
  }
}
