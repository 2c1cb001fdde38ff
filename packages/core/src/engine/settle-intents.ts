import type { Intent, MissingReason } from '../domain/intent.js';
import type { WriteTransaction } from '../ports/store.js';
import { nextOfferAfter } from './prepare.js';
import { settlementOf } from './settle.js';
import type { WorkerEnv } from './worker-env.js';

/**
 * Settles every launch intent of the connection whose outcome is known for good.
 * @param inFlight - intents that this process is sending right now: their answers come first
 * @returns how many settled
 */
export async function settleIntents(env: WorkerEnv, inFlight: ReadonlySet<string>): Promise<number> {
  const open = await env.store.read((tx) => tx.intents({ connection: env.connection, operation: 'launch', settled: false }));
  let settled = 0;
  for (const intent of open) {
    if (inFlight.has(intent.intentId)) continue;
    if (await env.store.read((tx) => judge(tx, env, intent.intentId)) === undefined) continue;
    if (await env.store.write((tx) => settle(tx, env, intent.intentId))) settled += 1;
  }
  return settled;
}

type Verdict = { readonly intent: Intent; readonly settlement: NonNullable<ReturnType<typeof settlementOf>> };

async function judge(tx: Pick<WriteTransaction, 'intent' | 'request' | 'attempts'>, env: WorkerEnv, intentId: string): Promise<Verdict | undefined> {
  const intent = await tx.intent(intentId);
  if (intent === undefined || intent.state === 'settled') return undefined;
  const request = await tx.request(intent.requestId);
  const wanted = request?.kind === 'acquire' && request.state === 'open' && env.clock.now() < request.deadlineAtMs;
  const settlement = settlementOf({ intent, attempts: await tx.attempts(intentId), wanted });
  return settlement === undefined ? undefined : { intent, settlement };
}

async function settle(tx: WriteTransaction, env: WorkerEnv, intentId: string): Promise<boolean> {
  const verdict = await judge(tx, env, intentId);
  if (verdict === undefined) return false;
  const { intent, settlement } = verdict;
  const nowMs = env.clock.now();
  const observed = settlement === 'observed' ? await observedFacts(tx, env, intent) : {};
  const after: Intent = { ...intent, ...observed, state: 'settled', settlement, settledAtMs: nowMs };
  await tx.saveIntent(after);
  const request = await tx.request(intent.requestId);
  if (request?.kind === 'acquire' && request.state !== 'ended') {
    const nextOffer = settlement === 'withdrawn' ? request.nextOffer : nextOfferAfter(after, request);
    if (nextOffer !== request.nextOffer) await tx.saveRequest({ ...request, nextOffer, version: request.version + 1 });
  }
  const { requestId } = intent;
  await tx.appendEvents(nowMs, [{ type: 'IntentSettled', requestId, intentId, settlement }]);
  env.logger.info({ requestId, intentId, connection: env.connection, settlement }, 'intent settled');
  return true;
}

/** Without an answer, what the sweeps showed is what the launch gave. */
async function observedFacts(
  tx: WriteTransaction,
  env: WorkerEnv,
  intent: Intent,
): Promise<Pick<Intent, 'acceptedUnits' | 'pendingUnits' | 'shortfall'>> {
  const machines = await tx.machines({ connection: env.connection, intentId: intent.intentId });
  const acceptedUnits = machines.filter((machine) => !machine.orphan).reduce((sum, machine) => sum + machine.units, 0);
  const missing = intent.units - acceptedUnits;
  const lost: MissingReason = { units: missing, reason: 'OutcomeUnknown', code: undefined, message: 'the cloud never answered, and no machine appeared' };
  return { acceptedUnits, pendingUnits: 0, shortfall: missing > 0 ? [...intent.shortfall, lost] : intent.shortfall };
}
