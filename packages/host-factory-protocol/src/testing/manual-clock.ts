import { START_MS } from './builders.js';

/** A clock that moves only when a test moves it. */
export class ManualClock {
  #nowMs = START_MS;
  readonly #sleepers = new Set<{ readonly wakeAtMs: number; readonly resolve: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { wakeAtMs: this.#nowMs + durationMs, resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  advance(durationMs: number): void {
    this.#nowMs += durationMs;
    for (const sleeper of this.#sleepers) {
      if (sleeper.wakeAtMs > this.#nowMs) continue;
      this.#sleepers.delete(sleeper);
      sleeper.resolve();
    }
  }

  /** How many wait for it. */
  get sleepers(): number {
    return this.#sleepers.size;
  }
}
