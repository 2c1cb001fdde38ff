import type { Fact, StoreIntentFact } from '../fact.js';
import type { Ledger } from '../ledger.js';
import type { Rule } from '../rule.js';

/** I9: per request, what lives and what may come to live is no more than was asked, but for declared surplus. */
export const AMOUNT_RULES: readonly Rule[] = [
  { invariant: 'I9', says: 'no new generation begins before the last one is settled', on: ['store-intent'], onFact: earlyGeneration },
  { invariant: 'I9', says: 'no generation asks for more than its request lacks', on: ['store-intent'], onFact: largeGeneration },
  { invariant: 'I9', says: 'an intent settles only when what the cloud did is known', on: ['store-intent'], onFact: earlySettlement },
  { invariant: 'I9', says: 'no template has more than its maximum', on: ['store-request'], onFact: beyondMaximum },
  { invariant: 'I9', says: 'in the end nobody holds more than was asked', on: ['end'], onFact: excessAtEnd },
];

function* earlyGeneration(fact: Fact, ledger: Ledger): Generator<string> {
  if (!isNewLaunch(fact, ledger)) return;
  for (const other of ledger.launchFactsOf(fact.requestId)) {
    if (other.settlement === undefined)
      yield `request ${fact.requestId} gets intent ${fact.intentId} while ${other.intentId} is not settled`;
  }
}

function* largeGeneration(fact: Fact, ledger: Ledger): Generator<string> {
  if (!isNewLaunch(fact, ledger)) return;
  const request = ledger.requests.get(fact.requestId);
  if (request === undefined) return;
  let live = 0;
  for (const machine of ledger.storeMachinesOf(fact.requestId)) {
    if (machine.goneAtMs === undefined && machine.surplus === undefined && !machine.orphan) live += machine.units;
  }
  if (live + fact.units > request.desiredUnits) {
    yield `request ${fact.requestId} has ${live} of ${request.desiredUnits} units, and intent ${fact.intentId} asks for ${fact.units} more`;
  }
}

function isNewLaunch(fact: Fact, ledger: Ledger): fact is StoreIntentFact {
  return fact.kind === 'store-intent' && fact.operation === 'launch' && fact.settlement === undefined && !ledger.intents.has(fact.intentId);
}

function* earlySettlement(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'store-intent' || fact.operation !== 'launch' || fact.settlement === undefined) return;
  if (ledger.intents.get(fact.intentId)?.settlement !== undefined) return;
  const open = [...ledger.attemptFactsOf(fact.intentId)].filter((attempt) => attempt.state === 'sending');
  if (fact.settlement === 'observed') yield* earlyObservation(fact, ledger);
  else if (fact.settlement !== 'adopted' && open.length > 0)
    yield `intent ${fact.intentId} settled as ${fact.settlement} while ${open.length} attempts are unanswered`;
}

function* earlyObservation(fact: StoreIntentFact, ledger: Ledger): Generator<string> {
  const { transportDeadlineMs, visibilityHorizonMs } = ledger.world ?? {};
  if (transportDeadlineMs === undefined || visibilityHorizonMs === undefined || fact.lastNotAfterMs === undefined) return;
  const leftMs = fact.lastNotAfterMs + transportDeadlineMs + visibilityHorizonMs - fact.atMs;
  if (leftMs > 0) yield `intent ${fact.intentId} settled as observed ${leftMs} ms before its last attempt could no longer show`;
}

/** Units of a request that were used up: nothing is launched again for machines that were delivered or given back, and they are gone. */
function endedUnits(requestId: string, ledger: Ledger): number {
  return [...ledger.storeMachinesOf(requestId)]
    .filter(({ goneAtMs, delivered, returnRequestId }) => goneAtMs !== undefined && (delivered || returnRequestId !== undefined))
    .reduce((sum, { units }) => sum + units, 0);
}

function* beyondMaximum(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'store-request' || fact.templateId === undefined || fact.state !== 'open' || ledger.requests.has(fact.requestId))
    return;
  const most = ledger.world?.maxima?.[fact.templateId];
  if (most === undefined) return;
  let granted = fact.grantedUnits;
  for (const request of ledger.requests.values()) {
    if (request.templateId === fact.templateId && request.state === 'open')
      granted += Math.max(0, request.desiredUnits - endedUnits(request.requestId, ledger));
  }
  if (granted > most) yield `template ${fact.templateId} has a maximum of ${most}, and ${granted} are granted to open requests`;
}

function* excessAtEnd(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'end') return;
  for (const request of ledger.requests.values()) {
    if (request.what !== 'acquire') continue;
    const held = [...ledger.storeMachinesOf(request.requestId)].filter(
      (machine) =>
        machine.goneAtMs === undefined && machine.surplus === undefined && machine.returnRequestId === undefined && !machine.orphan,
    );
    const live = held.reduce((sum, machine) => sum + machine.units, 0);
    // A rebuild wants what it finds, and cannot tell a copy of our tags from what bears them by right.
    const wanted = Math.max(request.grantedUnits, request.desiredUnits);
    // Less than one machine's weight is no surplus: without it something would be missing.
    if (held.some((machine) => live - machine.units >= wanted))
      yield `request ${request.requestId} wanted ${wanted} units and holds ${live}`;
  }
}
