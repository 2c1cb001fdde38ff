/** Which orphans are meant. */
export interface OrphanSelection {
  /** Only those of this connection. @default of all */
  readonly connection?: string | undefined;
  /** Their ids, or all there are. */
  readonly machineIds: readonly string[] | 'all';
  /** Decides and changes nothing. @default false */
  readonly dryRun?: boolean | undefined;
}

/**
 * What became of one machine. `done`: adopted, or its end is ordered. `gone`: it ended already. `not-an-orphan`: it belongs to a request,
 * and is left alone. `unknown`: no sweep has shown it. `ambiguous`: several connections have one of that id. `halted`: its connection must
 * be rebuilt first.
 */
export type OrphanOutcome = 'done' | 'gone' | 'not-an-orphan' | 'unknown' | 'ambiguous' | 'halted';

/** One machine that was meant. */
export interface OrphanVerdict {
  readonly machineId: string;
  /** Undefined while it is not known which one is meant. */
  readonly connection: string | undefined;
  readonly outcome: OrphanOutcome;
  /** Done: the request that has it from now on, or that ends it; undefined in a dry run. */
  readonly requestId: string | undefined;
  /** For people; empty when there is nothing to say beyond the outcome. */
  readonly message: string;
}
