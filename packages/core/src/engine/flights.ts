/** Calls under way, each under the name of what it is for: at most one of a name. */
export class Flights {
  readonly #flights = new Map<string, Promise<void>>();

  /** @param onLanded - told when one has ended, however it ended */
  constructor(private readonly onLanded: () => void) {}

  get names(): ReadonlySet<string> {
    return new Set(this.#flights.keys());
  }

  get size(): number {
    return this.#flights.size;
  }

  has(name: string): boolean {
    return this.#flights.has(name);
  }

  /** Starts one and does not wait for it. */
  start(name: string, run: () => Promise<void>, onError: (error: unknown) => void): void {
    const flight = run()
      .catch(onError)
      .finally(() => {
        this.#flights.delete(name);
        this.onLanded();
      });
    this.#flights.set(name, flight);
  }

  async landed(): Promise<void> {
    await Promise.all(this.#flights.values());
  }
}
