import type { ConnectionState, HaltReason } from '../../domain/connection.js';
import type { DomainEvent } from '../../domain/events.js';
import type { Intent } from '../../domain/intent.js';
import type { Machine } from '../../domain/machine.js';
import type { AcquireRequest } from '../../domain/request.js';
import type { WriteTransaction } from '../../ports/store.js';
import { NO_MORE_LAUNCHES } from '../orphans/adopted-request.js';
import { changeEvents } from '../machine-events.js';
import type { FrozenRequest } from './plan-rebuild.js';

/** Machines as one transaction writes them. Those that are there by now stay as they are. */
export async function writeMachines(tx: WriteTransaction, machines: readonly Machine[], nowMs: number): Promise<void> {
  const events: DomainEvent[] = [];
  const fresh: Machine[] = [];
  for (const machine of machines) {
    const { requestId, machineId, connection, intentId } = machine;
    if ((await tx.machine(connection, machineId)) !== undefined) continue;
    fresh.push(machine);
    events.push({ type: 'OrphanAdopted', requestId, machineId, connection, intentId, by: 'rebuild' }, ...changeEvents(undefined, machine));
  }
  await tx.saveMachines(fresh);
  await tx.appendEvents(nowMs, events);
}

/** Requests and launches of earlier lives. */
export async function writeRecords(
  tx: WriteTransaction,
  { requests, intents }: { readonly requests: readonly AcquireRequest[]; readonly intents: readonly Intent[] },
): Promise<void> {
  for (const request of requests) {
    if ((await tx.request(request.requestId)) === undefined) await tx.saveRequest(request);
  }
  for (const intent of intents) {
    if ((await tx.intent(intent.intentId)) === undefined) await tx.saveIntent(intent);
  }
}

/** Takes from an open request of an earlier life whatever could still launch for it. */
export async function freezeRequest(tx: WriteTransaction, frozen: FrozenRequest, nowMs: number): Promise<void> {
  const { requestId, desiredUnits } = frozen;
  const request = await tx.request(requestId);
  if (request?.kind !== 'acquire' || request.state === 'ended') return;
  // Who cancelled it meanwhile wants none of it.
  const desired = request.state === 'cancelling' ? 0 : desiredUnits;
  const { nextOffer, offers } = NO_MORE_LAUNCHES;
  await tx.saveRequest({
    ...request,
    desiredUnits: desired,
    offers: request.offers ?? offers,
    nextOffer,
    // Whoever asked for its status since then asked another life: it must not be cancelled for want of that.
    pollWithinMs: undefined,
    version: request.version + 1,
  });
  for (const intentId of frozen.intentIds) await settleAsAdopted(tx, intentId, nowMs);
}

async function settleAsAdopted(tx: WriteTransaction, intentId: string, nowMs: number): Promise<void> {
  const intent = await tx.intent(intentId);
  if (intent === undefined || intent.state === 'settled') return;
  const shown = await tx.machines({ connection: intent.connection, intentId });
  const acceptedUnits = shown.filter((machine) => !machine.orphan).reduce((sum, machine) => sum + machine.units, 0);
  await tx.saveIntent({ ...intent, state: 'settled', settlement: 'adopted', acceptedUnits, pendingUnits: 0, settledAtMs: nowMs });
  await tx.appendEvents(nowMs, [{ type: 'IntentSettled', requestId: intent.requestId, intentId, settlement: 'adopted' }]);
}

/** Keeps a connection that was left out from acting on what nobody has compared with its cloud. */
export function haltedAsLeftOut(state: ConnectionState): ConnectionState & { readonly halt: HaltReason } {
  const message =
    'it was left out when the store was rebuilt. Nothing is launched, ended or given up there until a rebuild covers it: host-factory store rebuild.';
  return { ...state, halt: { kind: 'store-is-old', message } };
}
