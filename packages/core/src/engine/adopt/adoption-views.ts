import type { ReadTransaction } from '../../ports/store.js';
import type { AdoptionView } from './adopt-api.js';
import { refusedOf } from './plan-adoption.js';

/** How far the taking over of machines is, for each of these requests. */
export async function adoptionViews(tx: ReadTransaction, requestIds: readonly string[]): Promise<readonly AdoptionView[]> {
  const views: AdoptionView[] = [];
  for (const requestId of new Set(requestIds)) {
    const orders = await tx.intents({ requestId, operation: 'adopt' });
    const machines = await tx.machines({ requestId });
    views.push({
      requestId,
      pending: orders.some((order) => order.state !== 'settled'),
      adopted: machines.filter((machine) => !machine.orphan).map((machine) => machine.machineId),
      refused: orders.flatMap(refusedOf),
    });
  }
  return views;
}
