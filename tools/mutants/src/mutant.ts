import type { Invariant } from '@hostwright/history';

/** One exact replacement in a source of the core. */
export interface Edit {
  /** Below packages/core/src. */
  readonly file: string;
  /** Text that stands there exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** Who is expected to notice a mutant. */
export type Catcher =
  /** Histories of the simulation: one of these invariants is broken. */
  | { readonly by: 'simulation'; readonly invariants: readonly Invariant[] }
  /** A test of the engine's specification: where no history can come to it, or none judges it. */
  | { readonly by: 'test'; readonly file: string; readonly name: string };

/** The engine with one rule broken. */
export interface Mutant {
  readonly id: string;
  /** The rule that it breaks, in plain words. */
  readonly rule: string;
  /** What the broken engine does, in plain words. */
  readonly change: string;
  readonly edits: readonly Edit[];
  readonly caughtBy: Catcher;
}
