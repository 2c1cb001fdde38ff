export { HistoryChecker, judge, RULES } from './checker.js';
export type {
  CloudMachineFact,
  Fact,
  FactOf,
  Invariant,
  StoreAttemptFact,
  StoreIntentFact,
  StoreMachineFact,
  StoreRequestFact,
  WorldFact,
} from './fact.js';
export { readFacts, writeFacts } from './jsonl.js';
export type { CloudMachine, Ledger } from './ledger.js';
export type { Rule } from './rule.js';
export type { Violation } from './violation.js';
