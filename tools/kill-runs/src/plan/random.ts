/** Numbers that a seed decides. */
export class SeededRandom {
  #state: number;

  /** @param seed - 32 bits */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 inclusive to `limit` exclusive. SplitMix32. Source: https://doi.org/10.1145/2714064.2660195 */
  below(limit: number): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % limit;
  }

  /** The same values in another order. */
  shuffle<Value>(values: readonly Value[]): readonly Value[] {
    const left = [...values];
    const shuffled: Value[] = [];
    while (left.length > 0) shuffled.push(...left.splice(this.below(left.length), 1));
    return shuffled;
  }
}
