import type { Clock } from '@hostwright/core';

/** When every test begins: 2026-01-05T08:00:00Z. */
export const START_MS = Date.UTC(2026, 0, 5, 8);

interface Sleeper {
  readonly wakeAtMs: number;
  readonly order: number;
  readonly wake: () => void;
}

/** Time that moves only when a test moves it; whoever sleeps is woken in the order of time. */
export class VirtualClock implements Clock {
  /** Added to the wall clock only: a clock that somebody set. */
  jumpMs = 0;
  #elapsedMs = 0;
  #order = 0;
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return START_MS + this.#elapsedMs + this.jumpMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason as Error);
      const onAbort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const sleeper = { wakeAtMs: this.#elapsedMs + Math.max(0, durationMs), order: this.#order, wake };
      this.#order += 1;
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Milliseconds until the next sleeper wakes; undefined when nobody sleeps. */
  get untilNextMs(): number | undefined {
    const next = this.#next();
    return next === undefined ? undefined : next.wakeAtMs - this.#elapsedMs;
  }

  /** Moves time on, at most to the next sleeper, and wakes that one. Answers how far. */
  step(mostMs: number): number {
    const next = this.#next();
    const durationMs = Math.max(0, Math.min(mostMs, next === undefined ? mostMs : next.wakeAtMs - this.#elapsedMs));
    this.#elapsedMs += durationMs;
    if (next !== undefined && next.wakeAtMs <= this.#elapsedMs) {
      this.#sleepers.delete(next);
      next.wake();
    }
    return durationMs;
  }

  #next(): Sleeper | undefined {
    let next: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (next === undefined || sleeper.wakeAtMs < next.wakeAtMs || (sleeper.wakeAtMs === next.wakeAtMs && sleeper.order < next.order))
        next = sleeper;
    }
    return next;
  }
}
