import type { Fact } from '../fact.js';
import type { Ledger } from '../ledger.js';
import type { Rule } from '../rule.js';

/** I3: what a caller was told is accepted, the store has, and under one id for one call. I11: what it was told at the end never changes. */
export const ACKNOWLEDGEMENT_RULES: readonly Rule[] = [
  { invariant: 'I3', says: 'nothing is acknowledged before it is committed', on: ['acknowledged'], onFact: earlyAcknowledgement },
  { invariant: 'I3', says: 'one call id is one request', on: ['store-request'], onFact: doubledCall },
  { invariant: 'I3', says: 'what was acknowledged stays in the store', on: ['store-holds'], onFact: lostAcknowledgement },
  { invariant: 'I11', says: 'terminal answers never change', on: ['answered'], onFact: changedAnswer },
  { invariant: 'I11', says: 'a request that ended never changes', on: ['store-request'], onFact: changedEnd },
];

function* earlyAcknowledgement(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'acknowledged' || ledger.requests.has(fact.requestId)) return;
  if (!(ledger.holds?.has(fact.requestId) ?? false)) yield `request ${fact.requestId} was acknowledged and is not in the store`;
}

function* doubledCall(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind === 'store-request') {
    for (const other of ledger.requests.values()) {
      if (other.callId === fact.callId && other.requestId !== fact.requestId)
        yield `call ${fact.callId} made ${other.requestId} and ${fact.requestId}`;
    }
  }
}

function* lostAcknowledgement(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'store-holds') return;
  const held = new Set(fact.requestIds);
  for (const { requestId, atMs } of ledger.acknowledged.values()) {
    // An older image, or an empty store, cannot know what came after it: that is what backups and rebuilds are for.
    if (ledger.replaced !== undefined && atMs <= ledger.replaced.atMs) continue;
    if (!held.has(requestId)) yield `request ${requestId} was acknowledged and is lost`;
  }
}

function* changedAnswer(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'answered') return;
  const before = ledger.answered.get(fact.requestId);
  if (before === undefined || (ledger.replaced !== undefined && ledger.replaced.atMs >= before.atMs)) return;
  const same = before.answer === fact.answer && before.machineIds.join() === fact.machineIds.join();
  if (!same)
    yield `the answer about ${fact.requestId} changed from ${before.answer} ${before.machineIds.join()} to ${fact.answer} ${fact.machineIds.join()}`;
}

function* changedEnd(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'store-request') return;
  const before = ledger.requests.get(fact.requestId);
  if (before?.state !== 'ended') return;
  const same = fact.state === 'ended' && fact.outcome === before.outcome && fact.reasons === before.reasons;
  if (!same) yield `request ${fact.requestId} ended as ${before.outcome} and became ${fact.state} ${fact.outcome ?? ''}`;
}
