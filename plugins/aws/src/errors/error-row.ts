import type { ProviderErrorClass } from '@hostwright/core/provider';

/**
 * What a code means: a class of the contract, or `Fault`: the service failed inside and does not say whether it had begun. A fault is an
 * unknown outcome of a write, and a passing trouble of a read.
 */
export type ErrorMeaning = Exclude<ProviderErrorClass, 'OutcomeUnknown' | 'ContractViolation'> | 'Fault';

/** One code, or several that mean the same. */
export interface ErrorRow {
  readonly codes: readonly string[];
  readonly meaning: ErrorMeaning;
  /** What to do, for people; undefined where the class says it. */
  readonly remedy?: string;
}

/** Rows that one page documents. */
export interface ErrorSource {
  readonly source: string;
  readonly rows: readonly ErrorRow[];
}

/** Makes one row. */
export function row(meaning: ErrorMeaning, codes: string, remedy?: string): ErrorRow {
  return { codes: codes.split(' '), meaning, ...(remedy === undefined ? {} : { remedy }) };
}
