import type { Fact, FactOf } from '../fact.js';
import type { Ledger } from '../ledger.js';
import type { Rule } from '../rule.js';

/** I1: whatever the cloud has of ours, a committed intent explains; and nothing goes out that was not committed before. */
export const WRITE_AHEAD_RULES: readonly Rule[] = [
  {
    invariant: 'I1',
    says: 'every machine with our tags belongs to an intent that was committed',
    on: ['cloud-machine'],
    onFact: unknownIntent,
  },
  { invariant: 'I1', says: 'every call belongs to an attempt that was committed before', on: ['call-ready'], onFact: unrecordedCall },
  { invariant: 'I1', says: 'no process launches before it looked at the cloud', on: ['call-ready'], onFact: blindLaunch },
  { invariant: 'I1', says: 'nothing is launched while the connection is halted', on: ['call-ready'], onFact: haltedLaunch },
];

function* unknownIntent(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'cloud-machine' || fact.origin === 'stranger' || fact.deploymentId !== ledger.world?.deploymentId) return;
  if (!ledger.intents.has(fact.intentId)) yield `machine ${fact.machineId} bears intent ${fact.intentId}, which no store ever knew`;
}

function* unrecordedCall(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'call-ready') return;
  const attempt = ledger.attempts.get(fact.attemptId);
  if (attempt === undefined) yield `${fact.process} sends ${fact.action} without a committed attempt`;
  else if (!ledger.intents.has(attempt.intentId))
    yield `${fact.process} sends ${fact.action} for ${attempt.intentId}, which is not committed`;
}

function* blindLaunch(fact: Fact, ledger: Ledger): Generator<string> {
  if (!isLaunch(fact)) return;
  const attempt = ledger.attempts.get(fact.attemptId);
  const connection = attempt === undefined ? undefined : ledger.intents.get(attempt.intentId)?.connection;
  const looked = ledger.listed.has(connection === undefined ? fact.process : `${fact.process} ${connection}`);
  if (!looked) yield `${fact.process} launches before its first listing`;
}

function* haltedLaunch(fact: Fact, ledger: Ledger): Generator<string> {
  if (!isLaunch(fact)) return;
  const halted = ledger.connectionsOf(fact.attemptId).find((connection) => connection.halted !== undefined);
  if (halted !== undefined) yield `${fact.process} launches although ${halted.connection} is halted: ${halted.halted}`;
}

function isLaunch(fact: Fact): fact is FactOf<'call-ready'> {
  return fact.kind === 'call-ready' && fact.effect === 'create';
}
