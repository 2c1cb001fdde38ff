import { StoreError } from '@hostwright/core';
import type { Choices } from './random.js';
import type { VirtualTime } from './virtual-time.js';

/** What the store refuses for a while. */
export interface StoreFault {
  /** `lost-before`, `lost-after`: the connection to the store is lost; what a lost commit was about may be stored. */
  readonly error: 'busy' | 'full' | 'lost-before' | 'lost-after';
  readonly on: 'write' | 'all';
  /** Only to this process; to all when it is left out. */
  readonly process?: string | undefined;
  readonly probability: number;
  readonly forMs: number;
  readonly onHit: () => void;
}

const NOTHING_CHANGED = 'Nothing was changed: try again.';

const ERRORS = {
  busy: { kind: 'busy', message: `another process held the lock too long. ${NOTHING_CHANGED}` },
  full: { kind: 'full', message: `no space is left, or the disk failed to sync. ${NOTHING_CHANGED}` },
  'lost-before': { kind: 'unavailable', message: `the connection to the store is lost. ${NOTHING_CHANGED}` },
  'lost-after': { kind: 'unavailable', message: 'the connection to the store was lost at the commit: read again what is stored.' },
} as const;

/** What goes wrong between processes and the store. */
export class StoreFaults {
  readonly #faults: (StoreFault & { readonly untilMs: number })[] = [];
  #locked: { readonly by: string; readonly untilMs: number } | undefined;

  constructor(
    private readonly time: VirtualTime,
    private readonly choices: Choices,
  ) {}

  add(fault: StoreFault): void {
    this.#faults.push({ ...fault, untilMs: this.time.elapsedMs + fault.forMs });
  }

  /** A process holds the store's lock for a while: nobody else writes meanwhile. */
  lock(process: string, forMs: number): void {
    this.#locked = { by: process, untilMs: this.time.elapsedMs + forMs };
  }

  clear(): void {
    this.#faults.length = 0;
    this.#locked = undefined;
  }

  /** Before a transaction. @throws {StoreError} when a fault hits: nothing was changed */
  refuse(access: 'read' | 'write', process: string): void {
    const { elapsedMs } = this.time;
    if (access === 'write' && this.#locked !== undefined && this.#locked.by !== process && elapsedMs < this.#locked.untilMs)
      throw errorOf('busy');
    this.#strike((fault) => fault.error !== 'lost-after' && (fault.on === 'all' || access === 'write'), process);
  }

  /** After a commit. @throws {StoreError} when its answer is lost: everything was changed */
  lose(process: string): void {
    this.#strike((fault) => fault.error === 'lost-after', process);
  }

  #strike(concerns: (fault: StoreFault) => boolean, process: string): void {
    for (const fault of this.#faults) {
      if (fault.untilMs < this.time.elapsedMs || !concerns(fault)) continue;
      if (fault.process !== undefined && fault.process !== process) continue;
      if (!this.choices.chance(fault.probability)) continue;
      fault.onHit();
      throw errorOf(fault.error);
    }
  }
}

function errorOf(error: StoreFault['error']): StoreError {
  const { kind, message } = ERRORS[error];
  return new StoreError(kind, `store of the simulation: ${message}`);
}
