import { type Clock, isStoreError, type Random, StoreError } from '@hostwright/core/ports';

const FIRST_WAIT_MS = 2;
const LONGEST_WAIT_MS = 32;

/** How a store waits for other processes: short sleeps by the clock port, each of random length, so that waiting ones do not march in step. */
export class Patience {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly limitMs: number,
  ) {}

  /**
   * Repeats `attempt` while it is refused as busy.
   * @throws {StoreError} `busy` when that lasts longer than the limit
   */
  async retry<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const endsAtMs = this.clock.monotonic() + this.limitMs;
    let mostMs = FIRST_WAIT_MS;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!isStoreError(error) || error.kind !== 'busy') throw error;
        const leftMs = endsAtMs - this.clock.monotonic();
        if (leftMs <= 0) throw this.#exhausted(error);
        await this.clock.sleep(Math.min(leftMs, Math.ceil(mostMs * (0.5 + this.random.next() / 2))));
        mostMs = Math.min(mostMs * 2, LONGEST_WAIT_MS);
      }
    }
  }

  #exhausted(error: StoreError): StoreError {
    return new StoreError('busy', `${error.message} It stayed so for ${this.limitMs} ms. Nothing was changed: try again.`, {
      cause: error,
    });
  }
}
