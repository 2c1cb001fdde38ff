import type { Fact } from './fact.js';
import { Ledger } from './ledger.js';
import type { Rule } from './rule.js';
import { ABSENCE_RULES } from './rules/absence.js';
import { ACKNOWLEDGEMENT_RULES } from './rules/acknowledgements.js';
import { AMOUNT_RULES } from './rules/amounts.js';
import { END_RULES } from './rules/ends.js';
import { EPOCH_RULES } from './rules/epochs.js';
import { LAUNCH_RULES } from './rules/launches.js';
import { REACH_RULES } from './rules/reach.js';
import { WRITE_AHEAD_RULES } from './rules/write-ahead.js';
import type { Violation } from './violation.js';

/** All rules, in the order of their files. */
export const RULES: readonly Rule[] = [
  ...WRITE_AHEAD_RULES,
  ...LAUNCH_RULES,
  ...ACKNOWLEDGEMENT_RULES,
  ...ABSENCE_RULES,
  ...EPOCH_RULES,
  ...END_RULES,
  ...AMOUNT_RULES,
  ...REACH_RULES,
];

/** Rules by the facts that concern them, in the same order: facts are many. */
const RULES_ON: ReadonlyMap<Fact['kind'], readonly Rule[]> = new Map(
  RULES.flatMap(({ on }) => on).map((kind) => [kind, RULES.filter((rule) => rule.on.includes(kind))]),
);

/** Judges a history while it happens, or afterwards: fact by fact, in the order in which they happened. */
export class HistoryChecker {
  readonly ledger = new Ledger();
  readonly #violations: Violation[] = [];

  get violations(): readonly Violation[] {
    return this.#violations;
  }

  /** Takes the next fact. Answers whether all rules still hold. */
  note(fact: Fact): boolean {
    if (fact.restated !== true) this.#judge(fact);
    this.ledger.take(fact);
    return this.#violations.length === 0;
  }

  #judge(fact: Fact): void {
    for (const rule of RULES_ON.get(fact.kind) ?? []) {
      for (const message of rule.onFact(fact, this.ledger)) this.#violations.push({ invariant: rule.invariant, atMs: fact.atMs, message });
    }
  }
}

/** Judges a whole history. */
export function judge(facts: Iterable<Fact>): readonly Violation[] {
  const checker = new HistoryChecker();
  for (const fact of facts) checker.note(fact);
  return checker.violations;
}
