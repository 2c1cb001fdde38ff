import type { Clock } from '@hostwright/core';
import type { Runner, Scheduler } from './scheduler.js';
import type { VirtualTime } from './virtual-time.js';

/** A place in the life of a process at which it can be stopped. */
export type Point =
  | { readonly at: 'before-commit' | 'after-commit'; readonly saves: ReadonlySet<string> }
  /** It holds the store's lock, and has not changed anything yet. */
  | { readonly at: 'in-transaction' }
  | { readonly at: 'before-call' | 'after-call'; readonly action: string };

/** Stops a process at the first point that matches. */
export interface Interruption {
  readonly matches: (point: Point) => boolean;
  /** Undefined: it is killed. */
  readonly pauseMs: number | undefined;
  readonly onHit: () => void;
}

/** Thrown within a transaction to undo it: its process is dead, and nobody hears of it. */
class Killed extends Error {}

/** What never comes. Its own for each: one that all share would hold on to everybody who ever waited for it. */
function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}

/** One process of a history: everything it does outside itself waits for its turn; it can be killed or paused at any such point. */
export class SimProcess implements Runner {
  /** Added to the process's wall clock: its host's clock is off by that much. */
  skewMs = 0;
  #alive = true;
  #pausedUntilMs = 0;
  /** What its clocks show while it is in a transaction that it was paused in: whatever it reads there, it read before. */
  #stoppedClock: { readonly nowMs: number; readonly elapsedMs: number } | undefined;
  readonly #interruptions: Interruption[] = [];
  /** How to let go of what it waits for. The platform keeps signals that are listened to, and all that hangs on them, for ever. */
  readonly #sleeps = new Set<() => void>();

  constructor(
    readonly name: string,
    private readonly time: VirtualTime,
    private readonly scheduler: Scheduler,
  ) {}

  get alive(): boolean {
    return this.#alive;
  }

  get runs(): boolean {
    return this.#alive && this.#pausedUntilMs <= this.time.elapsedMs;
  }

  /** Its host's clock, and timers that ring when the process runs. */
  readonly clock: Clock = {
    now: () => (this.#stoppedClock ?? this.time).nowMs + this.skewMs,
    monotonic: () => (this.#stoppedClock ?? this.time).elapsedMs,
    sleep: (durationMs, signal) => this.#sleep(durationMs, signal),
  };

  kill(): void {
    this.#alive = false;
    this.scheduler.forget(this);
    for (const forget of this.#sleeps) forget();
    this.#sleeps.clear();
  }

  pause(durationMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.time.elapsedMs + durationMs);
    this.time.after(durationMs, () => undefined);
  }

  resume(): void {
    this.#pausedUntilMs = 0;
  }

  interrupt(interruption: Interruption): void {
    this.#interruptions.push(interruption);
  }

  /** Waits for its turn to do something outside itself. */
  turn(what: string): Promise<void> {
    return this.#alive ? this.scheduler.turn(this, what) : never();
  }

  /** Goes on from a point unless it is stopped there. */
  async pass(point: Point): Promise<void> {
    const hit = this.#hit(point);
    if (hit !== undefined && hit.pauseMs !== undefined) {
      this.pause(hit.pauseMs);
      await this.turn('wakes up');
    }
    if (!this.#alive) await never();
  }

  /**
   * Begins a transaction, and may be paused in it: then it holds the lock meanwhile, and does in it what it would have done before.
   * @param onPause - told for how long it holds the lock
   * @returns what ends the transaction
   */
  async enterTransaction(onPause: (durationMs: number) => void): Promise<() => void> {
    const { nowMs, elapsedMs } = this.time;
    const pauseMs = this.#hit({ at: 'in-transaction' })?.pauseMs;
    if (pauseMs === undefined) return () => undefined;
    onPause(pauseMs);
    this.pause(pauseMs);
    await this.turn('wakes up in a transaction');
    this.#stoppedClock = { nowMs, elapsedMs };
    return () => (this.#stoppedClock = undefined);
  }

  /** @throws {Killed} when it dies here */
  passOrThrow(point: Point): void {
    this.#hit(point);
    if (!this.#alive) throw new Killed();
  }

  /** An error that killed it is nobody's news. */
  async silence(error: unknown): Promise<never> {
    if (error instanceof Killed) await never();
    throw error;
  }

  #hit(point: Point): Interruption | undefined {
    if (!this.#alive || this.#interruptions.length === 0) return undefined;
    const index = this.#interruptions.findIndex(
      (entry) => (entry.pauseMs === undefined || point.at !== 'before-commit') && entry.matches(point),
    );
    const [hit] = index < 0 ? [] : this.#interruptions.splice(index, 1);
    if (hit === undefined) return undefined;
    hit.onHit();
    if (hit.pauseMs === undefined) this.kill();
    return hit;
  }

  #sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#alive) return;
      if (signal?.aborted === true) return reject(signal.reason as Error);
      const forget = (): void => {
        callOff();
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        callOff();
        this.#sleeps.delete(forget);
        reject(signal?.reason as Error);
      };
      const callOff = this.time.after(durationMs, () => {
        void this.turn('wakes').then(() => {
          this.#sleeps.delete(forget);
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
      });
      this.#sleeps.add(forget);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}
