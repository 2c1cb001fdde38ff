import type { Fact } from '../fact.js';
import type { Ledger } from '../ledger.js';
import type { Rule } from '../rule.js';

/** I4: nobody says that a machine is gone while the cloud has it. I7: what it cost is what it ran. */
export const ABSENCE_RULES: readonly Rule[] = [
  { invariant: 'I4', says: 'no machine is given up while the cloud has it', on: ['store-machine'], onFact: givenUpAlive },
  { invariant: 'I4', says: 'no holder is told that a machine is gone while the cloud has it', on: ['told-gone'], onFact: toldGoneAlive },
  { invariant: 'I7', says: 'machine time in the store covers machine time in the cloud', on: ['end'], onFact: ledgerTooSmall },
];

function* givenUpAlive(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'store-machine' || fact.goneAtMs === undefined) return;
  if (ledger.machines.get(fact.machineId)?.goneAtMs === undefined && lives(fact.machineId, ledger))
    yield `machine ${fact.machineId} was given up while it lives`;
}

function* toldGoneAlive(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind === 'told-gone' && lives(fact.machineId, ledger))
    yield `the holder of ${fact.machineId} was told that it is gone while it lives`;
}

function lives(machineId: string, ledger: Ledger): boolean {
  const machine = ledger.cloud.get(machineId);
  return machine !== undefined && machine.ended === undefined;
}

function* ledgerTooSmall(fact: Fact, ledger: Ledger): Generator<string> {
  if (fact.kind !== 'end') return;
  for (const machine of ledger.machines.values()) {
    const real = ledger.cloud.get(machine.machineId);
    if (real === undefined) continue;
    if (Math.abs(machine.createdAtMs - real.createdAtMs) > (ledger.world?.createdWithinMs ?? 0))
      yield `machine ${machine.machineId} was made at ${real.createdAtMs}, the store says ${machine.createdAtMs}`;
    if (ledger.clockSet || machine.goneAtMs === undefined || real.ended === undefined) continue;
    if (machine.goneAtMs < real.ended.atMs)
      yield `machine ${machine.machineId} ran until ${real.ended.atMs}, the store says ${machine.goneAtMs}`;
  }
}
