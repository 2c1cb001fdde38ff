import type { Clock } from '../ports/clock.js';

/** Ends somebody's wait. A ring while nobody waits is kept for the next wait. */
export class Bell {
  #waiting = new AbortController();
  #rung = false;

  ring(): void {
    this.#rung = true;
    this.#waiting.abort();
  }

  /** Waits that long, or until the bell rings or `signal` is aborted. */
  async wait(clock: Clock, durationMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung) {
      this.#waiting = new AbortController();
      await clock.sleep(durationMs, AbortSignal.any([signal, this.#waiting.signal])).catch(() => undefined);
    }
    this.#rung = false;
  }
}
