import type { Clock, Store } from '@hostwright/core';

/** Stands between one engine and everything outside it: paused, it neither reads nor writes nor wakes; killed, it never does again. */
export class ProcessGate {
  #open = Promise.withResolvers<void>();
  #writes = 0;
  #frozen = false;

  /** @param freezesAfter - asked after each write, with how many there were: the first `true` pauses the engine before it hears of it */
  constructor(private readonly freezesAfter: (writes: number) => boolean | Promise<boolean> = () => false) {
    this.#open.resolve();
  }

  pause(): void {
    this.#open = Promise.withResolvers<void>();
  }

  resume(): void {
    this.#open.resolve();
  }

  /** The engine's view of a clock that all share. */
  clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      sleep: async (durationMs, signal) => {
        try {
          await clock.sleep(durationMs, signal);
        } finally {
          await this.#open.promise;
        }
      },
    };
  }

  /** The engine's view of a store that all share. What it had begun comes to its end, unnoticed. */
  store(store: Store): Store {
    return {
      read: (body) => this.#through(() => store.read(body)),
      write: (body, options) =>
        this.#through(async () => {
          const result = await store.write(body, options);
          this.#writes += 1;
          if (!this.#frozen && (await this.freezesAfter(this.#writes))) {
            this.#frozen = true;
            this.pause();
          }
          return result;
        }),
      now: () => this.#through(() => store.now()),
      close: () => store.close(),
    };
  }

  async #through<Result>(run: () => Promise<Result>): Promise<Result> {
    await this.#open.promise;
    const result = await run();
    await this.#open.promise;
    return result;
  }
}
