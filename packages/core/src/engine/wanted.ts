import type { Intent } from '../domain/intent.js';
import type { ReadTransaction } from '../ports/store.js';
import { isPastDeadline } from './request-age.js';
import type { WorkerEnv } from './worker-env.js';

/** Whether a launch's request still wants what the launch is for. */
export async function isWanted(tx: ReadTransaction, env: WorkerEnv, { requestId }: Intent): Promise<boolean> {
  const request = await tx.request(requestId);
  if (request?.kind !== 'acquire' || request.state !== 'open') return false;
  const launches = await tx.intents({ requestId, operation: 'launch' });
  return !isPastDeadline(request, launches, { nowMs: env.clock.now(), providerNowMs: env.providerClock.now() });
}
