import type { World } from '../world/world.js';

/** What a history came to, as one text: how requests ended, how intents settled, what became of machines. */
export function outcomeOf({ checker: { ledger } }: World): string {
  const requests = [...ledger.requests.values()].map(({ callId, outcome, reasons, grantedUnits }) => [
    callId,
    outcome,
    JSON.parse(reasons).length,
    grantedUnits,
  ]);
  const intents = [...ledger.intents.values()].map(({ operation, units, settlement }) => [operation, units, settlement]);
  const machines = [...ledger.cloud.values()].map(({ units, ended, origin }) => [units, ended?.by, origin]);
  const stored = [...ledger.machines.values()].map(({ surplus, returnRequestId, orphan, goneAtMs }) => [
    surplus,
    returnRequestId !== undefined,
    orphan,
    goneAtMs !== undefined,
  ]);
  return JSON.stringify([sorted(requests), sorted(intents), sorted(machines), sorted(stored), ledger.attempts.size]);
}

function sorted(items: readonly unknown[]): readonly string[] {
  return items.map((item) => JSON.stringify(item)).toSorted();
}
