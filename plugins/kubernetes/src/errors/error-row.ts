import type { ProviderErrorClass } from '@hostwright/core/provider';

/**
 * What a refusal means: a class of the contract, or `Fault`: the server failed and does not say whether it had begun. A fault is an unknown
 * outcome of a write, and a passing trouble of a read.
 */
export type ErrorMeaning = Exclude<ProviderErrorClass, 'OutcomeUnknown' | 'ContractViolation'> | 'Fault';

/** One way in which the API server refuses. The first row that fits decides. */
export interface ErrorRow {
  readonly meaning: ErrorMeaning;
  /** The Status' `reason`; undefined: any. */
  readonly reason?: string;
  /** The HTTP status; undefined: any. */
  readonly code?: number;
  /** Found in the Status' message; undefined: any. */
  readonly message?: RegExp;
  /** The `reason` of one of the Status' causes; undefined: any. */
  readonly cause?: string;
  /** The `kind` of the Status' details; undefined: any. */
  readonly kind?: string;
  /** Fits calls of this effect alone; undefined: all. */
  readonly effect?: 'read' | 'write';
  /** What to do, for people; undefined where the server's own words say it. */
  readonly remedy?: string;
  /** Where it is documented, or made. */
  readonly source: string;
}
