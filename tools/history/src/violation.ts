import type { Invariant } from './fact.js';

/** A rule that a history broke. */
export interface Violation {
  readonly invariant: Invariant;
  readonly atMs: number;
  readonly message: string;
}
