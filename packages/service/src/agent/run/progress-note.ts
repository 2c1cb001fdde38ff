import type { Store } from '@hostwright/core';
import { forgetStarts } from '../starts.js';

/** A first sweep alone is none: where agents are ended right after it, no machine would ever be launched. */
const STEPS_OF_PROGRESS = 2;
/** Who has lived this long will live. */
const SURVIVED_MS = 5_000;

/** Takes the start of this agent back from the starts in vain, as soon as it was none. */
export class ProgressNote {
  #noted = false;

  constructor(private readonly store: Store) {}

  /** @throws {StoreError} not noted: ask again */
  async look({ steps, uptimeMs }: { readonly steps: number; readonly uptimeMs: number }): Promise<void> {
    if (this.#noted || (steps < STEPS_OF_PROGRESS && uptimeMs < SURVIVED_MS)) return;
    await this.endedWell();
  }

  /** An agent that ends in good order was not started in vain. */
  async endedWell(): Promise<void> {
    if (this.#noted) return;
    await forgetStarts(this.store);
    this.#noted = true;
  }
}
