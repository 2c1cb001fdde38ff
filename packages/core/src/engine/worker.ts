import type { ConnectionState } from '../domain/connection.js';
import type { Intent } from '../domain/intent.js';
import type { ProviderError } from '../provider/errors.js';
import { sendAdoption } from './adopt/send-adoption.js';
import { isBreakerOpen } from './breaker.js';
import { countFailure } from './count-failure.js';
import { hasCome, LONGEST_RETRY_MS } from './due.js';
import { Flights } from './flights.js';
import { inspectMissing } from './inspect-missing.js';
import { ShapeLearner } from './learn-shapes.js';
import { holdLease, keepLease, releaseLease, type LeaseOptions } from './lease.js';
import { measureLoad, UNKNOWN_LOAD, type Load } from './load.js';
import { prepareIntent } from './prepare.js';
import { reconcileAcquires } from './reconcile-acquires.js';
import { orderRevenants, reconcileEnds } from './reconcile-ends.js';
import { reconcileReturns } from './reconcile-returns.js';
import { ReturnSearch } from './return-search.js';
import { runSweep } from './run-sweep.js';
import { dueParts, sendLaunch } from './send-launch.js';
import { sendTermination } from './send-terminate.js';
import { settleIntents } from './settle-intents.js';
import { longestVisibilityMs, type WorkerEnv } from './worker-env.js';

/** Between two looks at the store for work that others committed. */
const LOOK_INTERVAL_MS = 1_000;
/** Events linked, and intents archived, in one go. */
const UPKEEP_LIMIT = 1_000;
const ARCHIVE_INTERVAL_MS = 10 * 60_000;
/**
 * Launches under way at the same time. The slowest allowance of a cloud (EC2's RunInstances: two calls a second) lets as many out before the
 * last of them is too late.
 */
const MOST_LAUNCHES = 16;
/** The flight that asks the catalogue; intents' flights are named by their ids. */
const LEARNING = 'learning';

/**
 * Works on one connection while it holds its lease: sweeps it, compares what is wanted with what there is, sends what follows, and
 * settles what came of it. All its knowledge is in the store; what it keeps for itself may be lost at any moment.
 */
export class ConnectionWorker {
  readonly #flights: Flights;
  readonly #shapes: ShapeLearner;
  readonly #search: ReturnSearch;
  /** When the end of a machine that had been given up was last ordered, by monotonic time. */
  readonly #revenants = new Map<string, number>();
  #sweptAtMonotonicMs: number | undefined;
  #sweptSinceMs: number | undefined;
  /** When the first listing began that was answered, by provider time. */
  #firstLookMs: number | undefined;
  /** A sweep of this start showed at least a part of what there is: nothing is launched before. */
  #looked = false;
  #moving = false;
  #hinted = false;
  #wakeups = -1;
  #epoch = -1;
  #dirty = true;
  #unsealed = true;
  #workedAtMonotonicMs = 0;
  #archivedAtMonotonicMs: number | undefined;
  #load: Load = UNKNOWN_LOAD;
  #progress = 0;
  #left = false;
  #looking = false;
  #holding: Promise<unknown> = Promise.resolve();

  /** @param onLanded - told when a call has ended, so that nobody sleeps over it */
  constructor(
    private readonly env: WorkerEnv,
    onLanded: () => void,
  ) {
    this.#flights = new Flights(() => {
      this.#dirty = true;
      this.#progress += 1;
      onLanded();
    });
    this.#shapes = new ShapeLearner(env);
    this.#search = new ReturnSearch(env);
  }

  /** Steps that changed something or learnt something. */
  get progress(): number {
    return this.#progress;
  }

  /** Whether this process's first listing is under way: until it ends, nothing is brought forward. */
  get looking(): boolean {
    return this.#looking;
  }

  /** Something may have changed in the cloud: sweep at the next tick. */
  hint(): void {
    this.#hinted = true;
  }

  /** Does what is due now. Answers after how many milliseconds to look again. */
  async tick(): Promise<number> {
    if (this.#left) return LOOK_INTERVAL_MS;
    const holding = holdLease(this.#lease());
    this.#holding = holding;
    const state = await holding;
    if (state === undefined) return LOOK_INTERVAL_MS;
    this.#noticeWakeups(state);
    this.#noticeTakeover(state);
    if (this.#sweepIsDue(state)) await this.#sweep(state.epoch);
    if (this.#left) return LOOK_INTERVAL_MS;
    // Whoever appends events works here or wakes: without either there is nothing to link.
    const eventful = this.#workIsDue();
    if (eventful) await this.#work(state.epoch);
    if (eventful || this.#unsealed) await this.#seal();
    await this.#archive();
    return this.#dirty ? 0 : LOOK_INTERVAL_MS;
  }

  /** Whether anything of the connection is open, by the last look. */
  get open(): boolean {
    return this.#load.open || this.#flights.size > 0;
  }

  /** Lets ticks send again. */
  enter(): void {
    this.#left = false;
  }

  /** From now on nothing new is sent, whatever a tick that is still under way comes to. */
  leave(): void {
    this.#left = true;
  }

  /** Waits for the calls that are under way. */
  async landed(): Promise<void> {
    await this.#flights.landed();
  }

  /** Gives the lease back. */
  async release(): Promise<void> {
    // A tick that was left behind may be taking it just now.
    await this.#holding.catch(() => undefined);
    await releaseLease(this.#lease());
  }

  #lease(): LeaseOptions {
    const { store, connection, holder, timing, plugin } = this.env;
    return { store, connection, provider: plugin.id, holder, leaseMs: timing.leaseMs };
  }

  #noticeWakeups(state: ConnectionState): void {
    if (state.wakeups === this.#wakeups) return;
    this.#wakeups = state.wakeups;
    this.#shapes.askAgain();
    this.#dirty = true;
  }

  /** What was open when this process held the connection last says nothing of what others left to do since. */
  #noticeTakeover({ epoch }: ConnectionState): void {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#dirty = true;
  }

  #sweepIsDue(state: ConnectionState): boolean {
    const { clock, timing } = this.env;
    if (isBreakerOpen(state.breaker, clock.now(), timing)) return false;
    if (this.#sweptAtMonotonicMs === undefined) return true;
    const sinceMs = clock.monotonic() - this.#sweptAtMonotonicMs;
    if (this.#hinted) return sinceMs >= LOOK_INTERVAL_MS;
    if (!this.open && this.#hasSeenAll()) return false;
    const probing = state.breaker.openUntilMs !== undefined;
    const often = this.#load.busy || this.#moving || probing;
    return sinceMs >= (often ? timing.busySweepIntervalMs : timing.sweepIntervalMs);
  }

  /**
   * Whether a complete listing showed what was already on its way when this process first looked. A store that lost everything learns of it
   * from the cloud alone: from calls that still travelled then, and machines that listings did not show yet.
   */
  #hasSeenAll(): boolean {
    if (this.#firstLookMs === undefined || this.#sweptSinceMs === undefined) return false;
    const { attemptWindowMs, transportDeadlineMs } = this.env.timing;
    return this.#sweptSinceMs - this.#firstLookMs >= attemptWindowMs + transportDeadlineMs + longestVisibilityMs(this.env);
  }

  async #sweep(epoch: number): Promise<void> {
    const { clock } = this.env;
    this.#hinted = false;
    this.#looking = this.#sweptAtMonotonicMs === undefined;
    const stop = new AbortController();
    const kept = keepLease(this.#lease(), clock, stop.signal);
    try {
      const sweep = await runSweep(this.env);
      if (sweep.outcome === 'complete') this.#sweptSinceMs = sweep.beganAtMs;
      if (sweep.outcome !== 'failed') {
        this.#looked = true;
        this.#firstLookMs ??= sweep.beganAtMs;
      }
      this.#moving = sweep.moving ?? this.#moving;
      if (sweep.missed > 0 && sweep.outcome !== 'failed') await inspectMissing(this.env);
      await this.#endRevenants(sweep.revenants, epoch);
    } finally {
      stop.abort();
      await kept;
      this.#sweptAtMonotonicMs = clock.monotonic();
      this.#looking = false;
      this.#progress += 1;
      this.#dirty = true;
    }
  }

  async #endRevenants(machineIds: readonly string[], epoch: number): Promise<void> {
    const nowMs = this.env.clock.monotonic();
    const due = machineIds.filter((id) => {
      const orderedAtMs = this.#revenants.get(id);
      return orderedAtMs === undefined || nowMs - orderedAtMs >= this.env.timing.terminateAgainMs;
    });
    if (due.length === 0) return;
    for (const id of due) this.#revenants.set(id, nowMs);
    await orderRevenants(this.env, epoch, due);
  }

  /** After a change at once; without one, when an intent may be sent again, and now and then for what falls due by time alone. */
  #workIsDue(): boolean {
    if (this.#dirty) return true;
    if (!this.#load.open) return false;
    const { clock, timing } = this.env;
    const retryAtMs = this.#load.nextRetryAtMs;
    if (retryAtMs !== undefined && hasCome(retryAtMs, clock.now(), LONGEST_RETRY_MS)) return true;
    return clock.monotonic() - this.#workedAtMonotonicMs >= timing.busySweepIntervalMs;
  }

  async #work(epoch: number): Promise<void> {
    const { store, connection, clock } = this.env;
    this.#dirty = false;
    this.#workedAtMonotonicMs = clock.monotonic();
    const state = await store.read((tx) => tx.connection(connection));
    if (state?.holder !== this.env.holder || state.epoch !== epoch) return;
    const steps = state.halt === undefined ? await this.#reconcile(state) : 0;
    this.#learnShapes(state);
    this.#load = await measureLoad(this.env);
    if (steps > 0) this.#dirty = true;
    this.#progress += steps;
  }

  /** Compares, decides and sends. Of a halted connection nothing is decided: what there is, is not known. */
  async #reconcile(state: ConnectionState): Promise<number> {
    const { epoch } = state;
    const reachable = !isBreakerOpen(state.breaker, this.env.clock.now(), this.env.timing);
    const maySend = reachable && this.#looked && this.env.providerClock.now() !== undefined;
    let steps = await settleIntents(this.env, this.#flights.names);
    steps += await reconcileReturns(this.env, epoch, maySend ? this.#search : undefined);
    steps += await reconcileAcquires(this.env, epoch, maySend);
    if (maySend) {
      steps += await reconcileEnds(this.env, epoch);
      const due = await this.#dueIntents();
      if (!this.#left) for (const intent of due) this.#fly(intent, epoch);
    }
    return steps;
  }

  /**
   * Open intents that have something to send now and are not under way. Of launches only as many as may be under way together: each has a
   * last moment, and would pass it in a long line for the rate limit.
   */
  async #dueIntents(): Promise<readonly Intent[]> {
    const { store, connection, clock, providerClock } = this.env;
    const latestMs = providerClock.latest() ?? 0;
    return store.read(async (tx) => {
      const due: Intent[] = [];
      const open = await tx.intents({ connection, settled: false });
      let room = MOST_LAUNCHES - open.filter((intent) => isLaunch(intent) && this.#flights.has(intent.intentId)).length;
      for (const intent of open) {
        if (isLaunch(intent) && room <= 0) continue;
        if (this.#flights.has(intent.intentId) || !hasCome(intent.retryAtMs, clock.now(), LONGEST_RETRY_MS)) continue;
        const sendsNow = !isLaunch(intent) || intent.state === 'preparing';
        if (!sendsNow && (await dueParts(tx, this.env, intent, latestMs, this.#facts)).length === 0) continue;
        due.push(intent);
        if (isLaunch(intent)) room -= 1;
      }
      return due;
    });
  }

  get #facts(): { readonly sweptSinceMs: number | undefined } {
    return { sweptSinceMs: this.#sweptSinceMs };
  }

  #fly(intent: Intent, epoch: number): void {
    const { intentId } = intent;
    const run = async (): Promise<void> => {
      const error = await this.#send(intent, epoch);
      // What was started or ended is on its way: the next sweep is wanted soon, and will say how much is left.
      this.#moving = true;
      if (error !== undefined) await countFailure(this.env, error);
    };
    this.#flights.start(intentId, run, (error) => this.#reportLost({ intentId }, error));
  }

  #learnShapes(state: ConnectionState): void {
    const { clock, timing } = this.env;
    if (isBreakerOpen(state.breaker, clock.now(), timing) || this.#flights.has(LEARNING) || !this.#shapes.isDue()) return;
    this.#flights.start(
      LEARNING,
      () => this.#shapes.learn(),
      (error) => this.#reportLost({}, error),
    );
  }

  #reportLost(fields: { readonly intentId?: string }, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.env.logger.error({ connection: this.env.connection, ...fields, reason }, 'work was broken off: it will be taken up again');
  }

  async #send(intent: Intent, epoch: number): Promise<ProviderError | undefined> {
    if (intent.operation === 'adopt') return sendAdoption(this.env, intent.intentId, epoch);
    if (intent.operation !== 'launch') return sendTermination(this.env, intent.intentId, epoch);
    if (intent.state === 'preparing') {
      const { store, providerClock, timing } = this.env;
      const request = await store.read((tx) => tx.request(intent.requestId));
      if (request?.kind !== 'acquire' || request.state !== 'open') return undefined;
      const notAfterMs = (providerClock.latest() ?? 0) + timing.attemptWindowMs + timing.transportDeadlineMs;
      const { error } = await prepareIntent(this.env, { intent, epoch, notAfterMs }, request);
      if (error !== undefined) return error;
    }
    return sendLaunch(this.env, intent.intentId, epoch, this.#facts);
  }

  /** Links new events by hash. */
  async #seal(): Promise<void> {
    const sealed = await this.env.store.write((tx) => tx.sealEvents(UPKEEP_LIMIT), { durable: false });
    // Once more after the last: what calls under way append meanwhile is linked with the next tick.
    this.#unsealed = sealed > 0 || this.#flights.size > 0;
  }

  /** Moves what ended long ago out of the way. */
  async #archive(): Promise<void> {
    const { store, clock, timing } = this.env;
    const now = clock.monotonic();
    if (this.#archivedAtMonotonicMs !== undefined && now - this.#archivedAtMonotonicMs < ARCHIVE_INTERVAL_MS) return;
    this.#archivedAtMonotonicMs = now;
    await store.write((tx) => tx.archive(clock.now() - timing.archiveAfterMs, UPKEEP_LIMIT), { durable: false });
  }
}

function isLaunch({ operation }: Intent): boolean {
  return operation === 'launch';
}
