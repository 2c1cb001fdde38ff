import type { Machine } from '../domain/machine.js';
import type { ReturnRequest, ReturnTarget } from '../domain/request.js';
import { newId } from '../ports/random.js';
import type { WriteTransaction } from '../ports/store.js';
import type { MachineName, RequestReceipt, ReturnMachines } from './commands-api.js';
import { findMachine, machinesById } from './find-returned.js';
import { bumpAllWakeups, bumpWakeups, type Front } from './front.js';
import { checkCallId, receiptOf, repeatedReceipt } from './receipts.js';
import { closeReturn, returnEndEvents } from './return-end.js';

/** Commits a request that ends machines, and marks those that are known in the same transaction. */
export async function returnMachines(front: Front, input: ReturnMachines): Promise<RequestReceipt> {
  checkCallId(input.callId);
  return front.store.write(async (tx) => {
    const known = await tx.requestByCallId(input.callId);
    if (known !== undefined) return repeatedReceipt(known, 'return');
    return receiptOf(await acceptReturn(tx, front, { ...input, requestId: newId(front.random, 'ret') }), false);
  });
}

/** A machine that is given back, and where it will be known to be, when that is decided already. */
type PlacedName = MachineName & { readonly connection?: string | undefined };

/** Opens a return request under an id that is free. */
export async function acceptReturn(
  tx: WriteTransaction,
  front: Front,
  {
    callId,
    requestId,
    machines: names,
  }: Pick<ReturnMachines, 'callId'> & { readonly requestId: string; readonly machines: readonly PlacedName[] },
): Promise<ReturnRequest> {
  const { targets, machines } = await resolve(tx, requestId, names);
  const request = newReturn(front, callId, requestId, targets);
  await tx.saveRequest(request);
  await tx.saveMachines(machines);
  await tx.appendEvents(request.createdAtMs, [
    { type: 'RequestAccepted', requestId, callId, kind: 'return', templateId: undefined, units: targets.length },
    ...returnEndEvents(request),
  ]);
  await wakeHolders(tx, front, targets);
  return request;
}

interface Resolved {
  readonly targets: readonly ReturnTarget[];
  readonly machines: readonly Machine[];
}

async function resolve(tx: WriteTransaction, requestId: string, names: readonly PlacedName[]): Promise<Resolved> {
  const byId = await machinesById(tx, names);
  const targets: ReturnTarget[] = [];
  const machines: Machine[] = [];
  for (const [position, name] of names.entries()) {
    const target = unresolved(name, position);
    const found = await findMachine(tx, name, byId);
    if (found.kind === 'one') {
      targets.push(targetAt(target, found.machine));
      machines.push(markReturned(found.machine, requestId));
    } else if (found.kind === 'ambiguous') targets.push({ ...target, state: 'failed', message: found.message });
    else targets.push(isNamed(name) ? target : { ...target, state: 'failed', message: 'neither an id nor a name was given' });
  }
  return { targets, machines };
}

function isNamed({ machineId, name }: MachineName): boolean {
  return machineId !== undefined || (name !== undefined && name !== '');
}

function unresolved({ machineId, name, connection }: PlacedName, position: number): ReturnTarget {
  return { position, machineId, name: name ?? '', connection, absentFrom: [], state: 'pending', message: '' };
}

/** The entry once it is known which machine is meant; done when that one is gone already. */
export function targetAt(target: ReturnTarget, machine: Machine): ReturnTarget {
  const { machineId, connection } = machine;
  const located = { ...target, machineId, connection, name: target.name === '' ? machine.name : target.name };
  return machine.goneAtMs === undefined ? located : { ...located, state: 'done', message: machine.endReason ?? '' };
}

/** A machine whose end once failed is ordered again at once: somebody may have lifted what stood in the way. */
export function markReturned(machine: Machine, requestId: string): Machine {
  const failedBefore = machine.goneAtMs === undefined && machine.terminateFailure !== undefined;
  const again = failedBefore ? { terminateOrderedAtMs: undefined, terminateFailure: undefined } : {};
  return { ...machine, ...again, returnRequestId: requestId };
}

/** A return request as it is accepted; ended at once when none of its entries is pending. */
export function newReturn(front: Front, callId: string, requestId: string, targets: readonly ReturnTarget[]): ReturnRequest {
  const createdAtMs = front.clock.now();
  const request: ReturnRequest = {
    kind: 'return',
    requestId,
    callId,
    state: 'open',
    outcome: undefined,
    reasons: [],
    createdAtMs,
    endedAtMs: undefined,
    polledAtMs: undefined,
    version: 1,
    targets,
  };
  return closeReturn(request, createdAtMs);
}

async function wakeHolders(tx: WriteTransaction, front: Front, targets: readonly ReturnTarget[]): Promise<void> {
  const pending = targets.filter((target) => target.state === 'pending');
  for (const connection of new Set(pending.map((target) => target.connection)))
    await (connection === undefined ? bumpAllWakeups(tx, front.templates) : bumpWakeups(tx, connection));
}
