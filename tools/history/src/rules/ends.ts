import type { Fact, StoreMachineFact, StoreRequestFact } from '../fact.js';
import type { Ledger } from '../ledger.js';
import type { Rule } from '../rule.js';

/** I8: nothing is ended unless somebody returned or cancelled it, it is surplus, or an operator said so. */
export const END_RULES: readonly Rule[] = [
  { invariant: 'I8', says: 'no machine is ended that nobody wants ended', on: ['cloud-ended'], onFact: unwantedEnd },
  { invariant: 'I8', says: 'a machine is marked as returned by a return that names it', on: ['store-machine'], onFact: wrongReturn },
  { invariant: 'I8', says: 'surplus is what a request has beyond what it wants', on: ['store-machine'], onFact: wrongSurplus },
  { invariant: 'I8', says: 'nothing is ended while the connection is halted', on: ['call-ready'], onFact: haltedEnd },
];

function* unwantedEnd(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'cloud-ended' || fact.by !== 'order' || ledger.ordered.has(fact.machineId)) return;
  const machine = ledger.machines.get(fact.machineId);
  const real = ledger.cloud.get(fact.machineId);
  if (machine === undefined) yield `machine ${fact.machineId} was ended by a store that does not know it`;
  else if (machine.returnRequestId === undefined && machine.surplus === undefined && machine.goneAtMs === undefined) {
    yield `machine ${fact.machineId} of ${real?.requestId ?? 'nobody'} was ended though nobody wanted it ended`;
  }
}

function* wrongReturn(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'store-machine' || fact.returnRequestId === undefined || ledger.ordered.has(fact.machineId)) return;
  if (ledger.machines.get(fact.machineId)?.returnRequestId === fact.returnRequestId) return;
  const request = ledger.requests.get(fact.returnRequestId);
  const asked = request === undefined ? undefined : ledger.returns.get(request.callId);
  if (asked === undefined) return;
  const named = asked.machines.some(
    ({ machineId, name }) => machineId === fact.machineId || (machineId === undefined && name !== undefined),
  );
  if (!named) yield `return ${fact.returnRequestId} marks machine ${fact.machineId}, which it does not name`;
}

function* wrongSurplus(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'store-machine' || fact.surplus === undefined || ledger.machines.get(fact.machineId)?.surplus !== undefined) return;
  // Its holder gave it back: whatever else it is called, it ends because of that.
  if (fact.returnRequestId !== undefined) return;
  const request = ledger.requests.get(fact.requestId);
  if (request === undefined || request.what !== 'acquire' || fact.orphan) return;
  if (fact.surplus === 'cancelled') {
    if (!isCancelled(request, ledger))
      yield `machine ${fact.machineId} is surplus by a cancellation of ${fact.requestId} that nobody asked for`;
  } else if (fact.surplus === 'boot-timeout') yield* wrongTimeout(fact, ledger);
  else yield* wrongExcess(fact, request, ledger);
}

function isCancelled(request: StoreRequestFact, ledger: Ledger): boolean {
  return request.desiredUnits === 0 && (ledger.cancels.has(request.requestId) || request.unpolled || ledger.replaced !== undefined);
}

function* wrongTimeout(fact: StoreMachineFact, ledger: Ledger): Generator<string> {
  const real = ledger.cloud.get(fact.machineId);
  const mostMs = ledger.world?.bootTimeoutMs;
  if (real === undefined || mostMs === undefined) return;
  if (fact.atMs < real.createdAtMs + mostMs)
    yield `machine ${fact.machineId} timed out ${fact.atMs - real.createdAtMs} ms after it was made`;
}

/** What is left must still be all that the request wants; unless it ended, where everything that comes later is beyond it. */
function* wrongExcess(fact: StoreMachineFact, request: StoreRequestFact, ledger: Ledger): Generator<string> {
  if (request.state === 'ended' || fact.surplus === 'superseded') return;
  let left = 0;
  for (const machine of ledger.storeMachinesOf(fact.requestId)) {
    if (machine.machineId === fact.machineId || machine.surplus !== undefined || machine.orphan) continue;
    if (machine.goneAtMs === undefined || machine.delivered || machine.returnRequestId !== undefined) left += machine.units;
  }
  const promised = [...ledger.launchFactsOf(fact.requestId)].some(
    (intent) => intent.intentId === fact.intentId && shown(intent.intentId, ledger) >= intent.units,
  );
  if (left < request.desiredUnits && !promised) {
    yield `machine ${fact.machineId} is surplus (${fact.surplus}), though ${request.requestId} has ${left} of ${request.desiredUnits} without it`;
  }
}

function shown(intentId: string, ledger: Ledger): number {
  let units = 0;
  for (const machine of ledger.machines.values()) if (machine.intentId === intentId && !machine.orphan) units += machine.units;
  return units;
}

function* haltedEnd(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'call-ready' || fact.effect !== 'delete') return;
  const halted = ledger.connectionsOf(fact.attemptId).find((connection) => connection.halted !== undefined);
  if (halted !== undefined) yield `${fact.process} sends ${fact.action} although ${halted.connection} is halted: ${halted.halted}`;
}
