import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.js';

interface Sleeper {
  readonly endsAt: number;
  readonly wake: () => void;
}

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  #now = 1_700_000_000_000;
  #sleepers: readonly Sleeper[] = [];

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (signal?.aborted === true) reject(signal.reason as Error);
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    this.#sleepers = [...this.#sleepers, { endsAt: this.#now + durationMs, wake: resolve }];
    return promise;
  }

  /** Lets `durationMs` pass, waking sleepers in the order of their ends and letting each go as far as it can. */
  async pass(durationMs: number): Promise<void> {
    const endsAt = this.#now + durationMs;
    await settle();
    for (;;) {
      const [next] = this.#sleepers.filter((sleeper) => sleeper.endsAt <= endsAt).toSorted((a, b) => a.endsAt - b.endsAt);
      if (next === undefined) break;
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      this.#now = Math.max(this.#now, next.endsAt);
      next.wake();
      await settle();
    }
    this.#now = endsAt;
    await settle();
  }
}

/** Until every promise that can go on has gone on. */
async function settle(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await setImmediate();
}
