import { StoreError, type StoreErrorKind } from '@hostwright/core';
import type { Choices } from './random.js';
import type { VirtualTime } from './virtual-time.js';

/** What the store refuses for a while. */
export interface StoreFault {
  readonly error: StoreErrorKind;
  readonly on: 'write' | 'all';
  /** Only to this process; to all when it is left out. */
  readonly process?: string | undefined;
  readonly probability: number;
  readonly forMs: number;
  readonly onHit: () => void;
}

const MESSAGES: Partial<Record<StoreErrorKind, string>> = {
  busy: 'another process held the lock too long',
  full: 'no space is left, or the disk failed to sync',
  unavailable: 'the connection to the store is lost',
};

/** What goes wrong between processes and the store. Whatever is refused changed nothing. */
export class StoreFaults {
  readonly #faults: (StoreFault & { readonly untilMs: number })[] = [];

  constructor(
    private readonly time: VirtualTime,
    private readonly choices: Choices,
  ) {}

  add(fault: StoreFault): void {
    this.#faults.push({ ...fault, untilMs: this.time.elapsedMs + fault.forMs });
  }

  clear(): void {
    this.#faults.length = 0;
  }

  /** @throws {StoreError} when a fault hits */
  refuse(access: 'read' | 'write', process: string): void {
    for (const fault of this.#faults) {
      if (fault.untilMs < this.time.elapsedMs || (fault.on === 'write' && access === 'read')) continue;
      if (fault.process !== undefined && fault.process !== process) continue;
      if (!this.choices.chance(fault.probability)) continue;
      fault.onHit();
      throw new StoreError(
        fault.error,
        `store of the simulation: ${MESSAGES[fault.error] ?? fault.error}. Nothing was changed: try again.`,
      );
    }
  }
}
