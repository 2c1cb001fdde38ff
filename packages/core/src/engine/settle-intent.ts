import type { Intent, Settlement } from '../domain/intent.js';
import type { AcquireRequest } from '../domain/request.js';
import type { WriteTransaction } from '../ports/store.js';
import type { WorkerEnv } from './worker-env.js';

/** Writes down that what the cloud did for an intent is known for good, and which offer its request tries next. */
export async function settleIntent(tx: WriteTransaction, env: WorkerEnv, intent: Intent, settlement: Settlement): Promise<void> {
  const { requestId, intentId } = intent;
  const nowMs = env.clock.now();
  const after: Intent = { ...intent, state: 'settled', settlement, settledAtMs: nowMs };
  await tx.saveIntent(after);
  const request = await tx.request(requestId);
  if (request?.kind === 'acquire' && request.state !== 'ended') {
    const nextOffer = nextOfferAfter(after, request);
    if (nextOffer !== request.nextOffer) await tx.saveRequest({ ...request, nextOffer, version: request.version + 1 });
  }
  await tx.appendEvents(nowMs, [{ type: 'IntentSettled', requestId, intentId, settlement }]);
  env.logger.info({ requestId, intentId, connection: env.connection, settlement }, 'intent settled');
}

/** Errors after which no other offer of the same request can do better. */
const HOPELESS: ReadonlySet<string> = new Set(['InvalidTemplate', 'InvalidSettings', 'PermissionDenied', 'ContractViolation']);

/** The offer a request should try after this intent settled: the next one, or none when no offer can help. */
export function nextOfferAfter(intent: Intent, request: Pick<AcquireRequest, 'nextOffer' | 'offers'>): number {
  if (intent.settlement === 'withdrawn') return request.nextOffer;
  // Refused before any offer was known: there is no list to go on with.
  const listless = intent.settlement === 'refused' && request.offers === undefined;
  const hopeless = intent.settlement === 'refused' && intent.shortfall.some((reason) => HOPELESS.has(reason.reason));
  if (listless || hopeless) return Number.MAX_SAFE_INTEGER;
  const gaveAll = intent.acceptedUnits >= intent.units;
  return gaveAll ? request.nextOffer : Math.max(request.nextOffer, (intent.offerIndex ?? 0) + 1);
}
