import type { AdoptionRecord } from '../../domain/intent.js';
import type { ReturnTarget } from '../../domain/request.js';
import type { WriteTransaction } from '../../ports/store.js';
import type { ObservedMachine } from '../../provider/machines.js';
import { saveReturn } from '../reconcile-returns.js';
import type { WorkerEnv } from '../worker-env.js';

type Refused = AdoptionRecord['refused'][number];

/**
 * Brings the returns that another host factory began in line with what could be taken over: what has ended is given back, what is not ours
 * cannot be.
 * @returns the return request of each machine that is ours now, and is to end
 */
export async function closeReturns(
  tx: WriteTransaction,
  env: WorkerEnv,
  taken: readonly ObservedMachine[],
  refused: readonly Refused[],
): Promise<ReadonlyMap<string, string>> {
  const ours = new Set(taken.map((machine) => machine.machineId));
  const others = new Map(refused.map((one) => [one.machineId, one]));
  const returned = new Map<string, string>();
  for (const request of await tx.openReturns(env.connection)) {
    const targets = request.targets.map((target) => closed(target, env.connection, others));
    for (const { machineId, state } of request.targets)
      if (machineId !== undefined && state === 'pending' && ours.has(machineId)) returned.set(machineId, request.requestId);
    if (targets.some((target, index) => target !== request.targets[index])) await saveReturn(tx, { ...request, targets }, env.clock.now());
  }
  return returned;
}

function closed(target: ReturnTarget, connection: string, refused: ReadonlyMap<string, Refused>): ReturnTarget {
  if (target.state !== 'pending' || target.connection !== connection || target.machineId === undefined) return target;
  const obstacle = refused.get(target.machineId);
  if (obstacle === undefined) return target;
  const isGone = obstacle.refusal === 'ended' || obstacle.refusal === 'not-found';
  return { ...target, state: isGone ? 'done' : 'failed', message: obstacle.message };
}
