import type { Fact, Invariant } from './fact.js';
import type { Ledger } from './ledger.js';

/** Says what is wrong, each in one sentence. */
type Findings = Iterable<string>;

/** One rule of an invariant. It sees each fact before the ledger takes it in: the ledger is how things stood until then. */
export interface Rule {
  readonly invariant: Invariant;
  /** What it holds, in one sentence. */
  readonly says: string;
  /** Facts that it may say anything about: no other is shown to it. */
  readonly on: readonly Fact['kind'][];
  readonly onFact: (fact: Fact, ledger: Ledger) => Findings;
}
