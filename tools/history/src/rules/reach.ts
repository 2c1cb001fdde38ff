import type { Fact } from '../fact.js';
import type { CloudMachine, Ledger } from '../ledger.js';
import type { Rule } from '../rule.js';

/** I6, I13: everything comes to its end. I10, I12: nothing that costs money is unknown to everybody. */
export const REACH_RULES: readonly Rule[] = [
  { invariant: 'I6', says: 'every request and every intent comes to its end once faults stop', on: ['end'], onFact: neverEnds },
  { invariant: 'I10', says: 'every machine that lives is held, given back or reported', on: ['end'], onFact: leakedMachine },
  { invariant: 'I10', says: 'whoever holds a machine was told of it', on: ['end'], onFact: untoldMachine },
  { invariant: 'I12', says: 'no group and no disk outlives what it was made for', on: ['end'], onFact: leakedObject },
  { invariant: 'I13', says: 'it comes to its end within the stated time', on: ['end'], onFact: endsLate },
];

function* neverEnds(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'end') return;
  for (const request of ledger.requests.values())
    if (request.state !== 'ended') yield `request ${request.requestId} is still ${request.state}`;
  for (const intent of ledger.intents.values()) {
    if (intent.settlement === undefined) yield `intent ${intent.intentId} (${intent.operation}) is not settled`;
  }
}

function* endsLate(fact: Fact, ledger: Ledger): Generator<string> {
  const mostMs = ledger.world?.settleWithinMs;
  if (fact.kind !== 'end' || mostMs === undefined || ledger.faultsOverAtMs === undefined) return;
  const tookMs = fact.atMs - ledger.faultsOverAtMs;
  if (tookMs > mostMs) yield `it took ${tookMs} ms after the last fault, more than ${mostMs} ms`;
}

function* ours(ledger: Ledger): Generator<CloudMachine> {
  for (const machine of ledger.cloud.values()) {
    if (machine.ended === undefined && machine.deploymentId === ledger.world?.deploymentId) yield machine;
  }
}

function* leakedMachine(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'end') return;
  for (const real of ours(ledger)) {
    const machine = ledger.machines.get(real.machineId);
    if (machine === undefined) {
      // Stripped of its tags before the store saw it: nobody can tell that it is ours.
      if (!ledger.stripped.has(real.machineId)) yield `machine ${real.machineId} runs, and the store does not know it`;
    } else if (machine.goneAtMs !== undefined) yield `machine ${real.machineId} runs, and the store gave it up`;
    else if (machine.surplus !== undefined || machine.returnRequestId !== undefined)
      yield `machine ${real.machineId} is not wanted (${machine.surplus ?? 'returned'}) and still runs`;
    else if (machine.orphan && real.origin !== 'stranger' && ledger.replaced === undefined)
      yield `machine ${real.machineId} is ours and was left as an orphan`;
  }
  for (const machine of ledger.machines.values()) {
    if (machine.goneAtMs === undefined && ledger.cloud.get(machine.machineId)?.ended !== undefined)
      yield `machine ${machine.machineId} ended, and the store has it`;
  }
}

function* untoldMachine(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'end') return;
  for (const real of ours(ledger)) {
    const machine = ledger.machines.get(real.machineId);
    if (
      machine === undefined ||
      machine.orphan ||
      machine.goneAtMs !== undefined ||
      machine.surplus !== undefined ||
      machine.returnRequestId !== undefined
    )
      continue;
    const request = ledger.requests.get(machine.requestId);
    const answer = ledger.answered.get(machine.requestId);
    // A request that a rebuild made from tags has no caller who waits for it; one that was never polled has none who listens.
    if (request === undefined || answer === undefined) continue;
    if (!answer.machineIds.includes(real.machineId) && ledger.replaced === undefined)
      yield `machine ${real.machineId} runs for ${machine.requestId}, whose caller was not told of it`;
  }
}

function* leakedObject(fact: Fact, ledger: Ledger): Generator<string> {
  // A rebuild leaves the groups of lives that are lost alone, and names them: something may still come of them.
  if (fact.kind !== 'end' || ledger.replaced !== undefined) return;
  for (const { object, id, alive, machineIds } of ledger.objects.values()) {
    if (!alive) continue;
    // A disk is its machine's, whosever that is; somebody's copy of our tags keeps no group.
    const used = machineIds.some(
      (user) => ledger.cloud.get(user)?.ended === undefined && (object === 'volume' || ledger.machines.get(user)?.orphan !== true),
    );
    if (!used) yield `${object} ${id} is left with nothing that uses it`;
  }
}
