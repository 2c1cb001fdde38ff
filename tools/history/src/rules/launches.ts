import type { Fact } from '../fact.js';
import type { Ledger } from '../ledger.js';
import type { Rule } from '../rule.js';

/** I2: an intent is launched once: one token, one document, never beyond what the cloud protects. */
export const LAUNCH_RULES: readonly Rule[] = [
  { invariant: 'I2', says: 'no intent gets more units than it asked for', on: ['cloud-machine'], onFact: overLaunch },
  { invariant: 'I2', says: 'all attempts of an intent bear its one token', on: ['store-intent', 'cloud-machine'], onFact: changedToken },
  { invariant: 'I2', says: 'a document never changes once it is frozen', on: ['store-intent'], onFact: changedDocument },
  {
    invariant: 'I2',
    says: 'every attempt hands over the document of the first, byte for byte',
    on: ['handed-over'],
    onFact: changedHandOver,
  },
  { invariant: 'I2', says: 'replays are equal byte for byte', on: ['mismatch'], onFact: changedReplay },
  { invariant: 'I2', says: 'nothing is replayed beyond the replay horizon', on: ['call-ready'], onFact: lateReplay },
];

function* overLaunch(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'cloud-machine' || fact.origin !== 'order' || ledger.cloud.has(fact.machineId)) return;
  const intent = ledger.intents.get(fact.intentId);
  if (intent === undefined) return;
  let units = 0;
  for (const machine of ledger.cloud.values()) if (machine.intentId === fact.intentId && machine.origin === 'order') units += machine.units;
  // The last machine may weigh more than what was left to fill.
  if (units >= intent.units)
    yield `intent ${intent.intentId} asked for ${intent.units} units and gets machine ${fact.machineId} beyond ${units}`;
}

function* changedToken(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind === 'store-intent') {
    const before = ledger.intents.get(fact.intentId);
    if (before !== undefined && before.token !== fact.token) yield `intent ${fact.intentId} changed its token`;
  }
  if (fact.kind !== 'cloud-machine' || fact.token === undefined || fact.origin !== 'order') return;
  const intent = ledger.intents.get(fact.intentId);
  if (intent !== undefined && intent.token !== fact.token)
    yield `machine ${fact.machineId} was launched with another token than its intent's`;
}

function* changedDocument(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'store-intent') return;
  const before = ledger.intents.get(fact.intentId)?.document;
  if (before !== undefined && fact.document !== before) yield `intent ${fact.intentId} changed its document`;
}

function* changedHandOver(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'handed-over') return;
  const before = ledger.handedOver.get(`${fact.token}/${fact.part}`);
  if (before !== undefined && before !== fact.document) yield `token ${fact.token} is sent again with another document`;
  const frozen = ledger.intents.get(ledger.intentByToken.get(fact.token) ?? '')?.document;
  if (frozen !== undefined && frozen !== fact.document) yield `token ${fact.token} is sent with another document than the stored one`;
}

function* changedReplay(fact: Fact): Generator<string> {
  if (fact.kind === 'mismatch') yield `token ${fact.token} was sent again with other parameters`;
}

/** What goes out counts, and not what was written down: a process that was held up in between sends nothing. */
function* lateReplay(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'call-ready' || ledger.world?.replayHorizonMs === undefined) return;
  const intent = ledger.intents.get(ledger.attempts.get(fact.attemptId)?.intentId ?? '');
  if (intent?.operation !== 'launch' || intent.firstSentAtMs === undefined) return;
  const lateMs = fact.atMs - (fact.lagMs ?? 0) - intent.firstSentAtMs - ledger.world.replayHorizonMs;
  if (lateMs > 0) yield `intent ${intent.intentId} is sent again ${lateMs} ms beyond its replay horizon`;
}
