import type { Machine } from '../domain/machine.js';
import type { WriteTransaction } from '../ports/store.js';
import { changeEvents } from './machine-events.js';

/** Writes down that machines are gone although the cloud never said so in words. */
export async function declareGone(tx: WriteTransaction, machines: readonly Machine[], nowMs: number): Promise<number> {
  const gone = machines.map((machine): Machine => ({
    ...machine,
    goneAtMs: nowMs,
    endReason: machine.endReason ?? 'no longer known to the cloud',
  }));
  await tx.saveMachines(gone);
  await tx.appendEvents(
    nowMs,
    gone.flatMap((machine) => changeEvents({ ...machine, goneAtMs: undefined }, machine)),
  );
  return gone.length;
}
