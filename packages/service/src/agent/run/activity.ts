/** How long nothing must be open before an agent ends: a request often comes soon after the last one. */
export const DEFAULT_LINGER_MS = 5_000;

/**
 * Decides when an agent has nothing to do any more. Whoever is told that it was woken is looked after: once {@link tryEnd} has answered
 * true, no further wake is accepted.
 */
export class Activity {
  #ending = false;
  #calls = 0;
  #noise = 0;
  #quietSince: number | undefined;

  constructor(private readonly lingerMs: number) {}

  /** Whether the end was decided. */
  get ending(): boolean {
    return this.#ending;
  }

  /** Something was asked for. Answers false when it comes too late. */
  wake(): boolean {
    this.#noise += 1;
    return !this.#ending;
  }

  /** Keeps the agent alive while a call is answered. */
  async during<Result>(call: () => Promise<Result>): Promise<Result> {
    this.#calls += 1;
    try {
      return await call();
    } finally {
      this.#calls -= 1;
      this.#noise += 1;
    }
  }

  /** The end was decided for another reason. */
  end(): void {
    this.#ending = true;
  }

  /** Takes note of whether anything is open, and decides to end when nothing was for long enough. */
  async tryEnd(isIdle: () => Promise<boolean>, nowMonotonicMs: number): Promise<boolean> {
    const before = this.#noise;
    const isQuiet = (await isIdle()) && this.#noise === before && this.#calls === 0;
    if (!isQuiet) {
      this.#quietSince = undefined;
      return false;
    }
    this.#quietSince ??= nowMonotonicMs;
    if (nowMonotonicMs - this.#quietSince < this.lingerMs) return false;
    this.#ending = true;
    return true;
  }
}
