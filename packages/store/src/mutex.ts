/** Runs jobs one after the other, in the order in which they came. Uses no timer. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  /** Answers what `job` answers; its failure does not stop the jobs behind it. */
  async run<Result>(job: () => Promise<Result>): Promise<Result> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    try {
      return await job();
    } finally {
      resolve();
    }
  }
}
