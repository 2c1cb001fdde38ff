import type { Machine } from '../../domain/machine.js';
import { newId } from '../../ports/random.js';
import type { WriteTransaction } from '../../ports/store.js';
import { bumpWakeups, type Front } from '../front.js';
import { markReturned, newReturn, targetAt } from '../return-machines.js';
import { chooseOrphans } from './choose-orphans.js';
import type { OrphanSelection, OrphanVerdict } from './orphans-api.js';

/**
 * Opens one return request for the orphans that are meant: their end is then ordered, seen and reported as that of any other machine. One
 * whose return is open already stays with that request.
 */
export async function terminateOrphans(front: Front, selection: OrphanSelection): Promise<readonly OrphanVerdict[]> {
  if (selection.dryRun === true) {
    const { chosen, others } = await front.store.read((tx) => chooseOrphans(tx, selection));
    return [...chosen.map((machine) => ordered(machine, machine.returnRequestId)), ...others];
  }
  return front.store.write(async (tx) => {
    const { chosen, others } = await chooseOrphans(tx, selection);
    const fresh = chosen.filter((machine) => machine.returnRequestId === undefined);
    const requestId = fresh.length === 0 ? undefined : await openReturn(tx, front, fresh);
    return [...chosen.map((machine) => ordered(machine, machine.returnRequestId ?? requestId)), ...others];
  });
}

async function openReturn(tx: WriteTransaction, front: Front, machines: readonly Machine[]): Promise<string> {
  const requestId = newId(front.random, 'ret');
  const targets = machines.map((machine, position) => targetAt({ ...NAMELESS, position, machineId: machine.machineId }, machine));
  const callId = `orphans:${requestId}`;
  const request = newReturn(front, callId, requestId, targets);
  await tx.saveRequest(request);
  await tx.saveMachines(machines.map((machine) => markReturned(machine, requestId)));
  await tx.appendEvents(request.createdAtMs, [
    { type: 'RequestAccepted', requestId, callId, kind: 'return', templateId: undefined, units: targets.length },
  ]);
  for (const connection of new Set(machines.map((machine) => machine.connection))) await bumpWakeups(tx, connection);
  return requestId;
}

const NAMELESS = { name: '', connection: undefined, absentFrom: [], state: 'pending', message: '' } as const;

function ordered({ machineId, connection }: Machine, requestId: string | undefined): OrphanVerdict {
  return { machineId, connection, outcome: 'done', requestId, message: '' };
}
