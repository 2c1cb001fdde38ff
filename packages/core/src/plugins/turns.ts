/** Lets one after the other in, in the order of their coming. Who gives up while waiting holds up nobody. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /**
   * Runs `body` when everybody before has finished.
   * @throws the signal's reason when it is aborted before `body` began; then `body` never runs
   */
  async next<Result>(signal: AbortSignal, body: () => Promise<Result>): Promise<Result> {
    const before = this.#last;
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    this.#last = before.then(() => done);
    try {
      await untilAborted(before, signal);
      return await body();
    } finally {
      finish();
    }
  }
}

async function untilAborted(turn: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([turn, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
