import type { Violation } from '@hostwright/history';

/** What a worker is asked to do. */
export type Job =
  /** Runs the histories `from`, `from + step`, ... */
  | { readonly kind: 'run'; readonly from: number; readonly step: number; readonly count: number; readonly twinsEvery: number }
  /** Runs one, telling everything that happens. */
  | {
      readonly kind: 'replay';
      readonly seed: number;
      readonly rows: readonly string[];
      readonly deeds: readonly number[];
      readonly trace: boolean;
    }
  /** Leaves out what a failing history does not need to fail. */
  | { readonly kind: 'shrink'; readonly seed: number }
  /** Names the faults. */
  | { readonly kind: 'titles' };

/** Rows of the fault table in their order, and what each makes happen. */
export type Titles = readonly (readonly [row: string, title: string])[];

/** A history that broke a rule, or broke down. */
export interface Failure {
  readonly seed: number;
  readonly rows: readonly string[];
  readonly violation: Pick<Violation, 'invariant' | 'message'>;
}

/** How often leaving a row out changed what a history came to. */
export interface TwinCount {
  readonly replays: number;
  readonly changed: number;
}

/** What some histories came to together. */
export interface Summary {
  readonly histories: number;
  readonly steps: number;
  readonly leastSteps: number;
  readonly leastProcesses: number;
  readonly leastRequests: number;
  readonly leastRows: number;
  readonly virtualMs: number;
  /** Histories in which each row took effect. */
  readonly fired: Readonly<Record<string, number>>;
  readonly twins: Readonly<Record<string, TwinCount>>;
  readonly failures: readonly Failure[];
}

/** A smaller history that still fails. */
export interface Shrunk {
  readonly withoutRows: readonly string[];
  readonly withoutDeeds: readonly number[];
  readonly rows: readonly string[];
  readonly failure: Failure | undefined;
}

/** One replay. */
export interface Replayed {
  readonly lines: readonly string[];
  readonly failure: Failure | undefined;
  readonly steps: number;
  readonly rows: readonly string[];
  readonly outcome: string;
}
