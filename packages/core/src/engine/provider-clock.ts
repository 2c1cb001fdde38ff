import type { Clock } from '../ports/clock.js';

/**
 * The cloud's time, as far as this process knows it: last seen from the provider, plus monotonic time since.
 * Our wall clock has no part in it, so that a jump of ours neither ages nor rejuvenates anything in the cloud.
 */
export class ProviderClock {
  #seen: { readonly providerTimeMs: number; readonly monotonicMs: number } | undefined;

  constructor(private readonly clock: Clock) {}

  /** Notes a time that the provider just stated. */
  observe(providerTimeMs: number): void {
    const current = this.now();
    // Answers may arrive out of order; time that was certainly reached is never taken back, unless the cloud's clock itself was set back.
    if (current !== undefined && providerTimeMs <= current && current - providerTimeMs < 60_000) return;
    this.#seen = { providerTimeMs, monotonicMs: this.clock.monotonic() };
  }

  /** Undefined until the provider stated a time in this process: no launch before. */
  now(): number | undefined {
    if (this.#seen === undefined) return undefined;
    // Whole milliseconds, rounded up: what is recorded with it did not begin later.
    return Math.ceil(this.#seen.providerTimeMs + (this.clock.monotonic() - this.#seen.monotonicMs));
  }
}
