import type { Fact } from '../fact.js';
import type { Ledger } from '../ledger.js';
import type { Rule } from '../rule.js';

/** I5: epochs only grow, one for each change of holder, and nobody sends under an old one. */
export const EPOCH_RULES: readonly Rule[] = [
  {
    invariant: 'I5',
    says: 'an epoch grows by one with each new holder, and never otherwise',
    on: ['store-connection'],
    onFact: brokenEpoch,
  },
  { invariant: 'I5', says: 'nothing is sent under an epoch that is over, or too late', on: ['call-ready'], onFact: staleCall },
];

function* brokenEpoch(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'store-connection') return;
  const before = ledger.connections.get(fact.connection);
  if (before === undefined) return;
  const taken = fact.holder !== undefined && fact.holder !== before.holder;
  const expected = taken ? before.epoch + 1 : before.epoch;
  if (fact.epoch !== expected)
    yield `the epoch of ${fact.connection} went from ${before.epoch} (${before.holder ?? 'nobody'}) to ${fact.epoch} (${fact.holder ?? 'nobody'})`;
}

function* staleCall(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'call-ready') return;
  const attempt = ledger.attempts.get(fact.attemptId);
  if (attempt === undefined) return;
  for (const { connection, epoch } of ledger.connectionsOf(fact.attemptId)) {
    if (epoch !== attempt.epoch)
      yield `${fact.process} sends ${fact.action} under epoch ${attempt.epoch}, but ${connection} is in ${epoch}`;
  }
  const lateMs = fact.atMs - (fact.lagMs ?? 0) - attempt.notAfterMs;
  if (lateMs > 0) yield `${fact.process} sends ${fact.action} ${lateMs} ms after its last moment`;
}
