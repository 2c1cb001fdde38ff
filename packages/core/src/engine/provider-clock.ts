import type { Clock } from '../ports/clock.js';

/** A stated time that is further back than this is a clock of the cloud that was set back; less is a server whose clock is a little slow. */
const SET_BACK_MS = 60_000;
/** Some clouds state whole seconds, rounded down. */
const SECOND_MS = 1_000;

/**
 * The cloud's time, as far as this process knows it: last seen from the provider, plus monotonic time since.
 * Our wall clock has no part in it, so that a jump of ours neither ages nor rejuvenates anything in the cloud.
 *
 * An answer states its time somewhere between our asking and its arrival. So each one says which time was certainly reached, and which
 * cannot have been passed: a slow answer makes the two differ, and never moves one beyond what is true.
 */
export class ProviderClock {
  /** The cloud's time less our monotonic time: at least this, and at most that. */
  #ahead: { readonly leastMs: number; readonly mostMs: number } | undefined;

  constructor(private readonly clock: Clock) {}

  /**
   * Notes a time that the provider just stated.
   * @param askedAtMs - our monotonic time before it was asked
   */
  observe(providerTimeMs: number, askedAtMs: number): void {
    const leastMs = providerTimeMs - this.clock.monotonic();
    const mostMs = providerTimeMs + roundedOffMs(providerTimeMs) - askedAtMs;
    const known = this.#ahead;
    if (known === undefined || mostMs + SET_BACK_MS <= known.leastMs) {
      this.#ahead = { leastMs, mostMs };
      return;
    }
    // Answers may arrive out of order; time that was certainly reached is not taken back.
    const least = Math.max(known.leastMs, leastMs);
    // A cloud whose clock was set ahead has passed what seemed its latest time.
    const most = leastMs > known.mostMs ? mostMs : Math.min(known.mostMs, mostMs);
    this.#ahead = { leastMs: least, mostMs: Math.max(least, most) };
  }

  /** The time that was certainly reached. Undefined until the provider stated a time in this process: no launch before. */
  now(): number | undefined {
    return this.#timeAt(this.#ahead?.leastMs);
  }

  /** The latest time that it may be: what must not happen after a moment of the cloud is held against this one. Undefined as `now`. */
  latest(): number | undefined {
    return this.#timeAt(this.#ahead?.mostMs);
  }

  #timeAt(aheadMs: number | undefined): number | undefined {
    if (aheadMs === undefined) return undefined;
    // Whole milliseconds, rounded up: what is recorded with it did not begin later.
    return Math.ceil(aheadMs + this.clock.monotonic());
  }
}

function roundedOffMs(providerTimeMs: number): number {
  return providerTimeMs % SECOND_MS === 0 ? SECOND_MS - 1 : 0;
}
