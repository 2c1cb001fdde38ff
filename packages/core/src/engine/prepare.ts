import type { Intent, MissingReason } from '../domain/intent.js';
import type { Offer } from '../domain/offer.js';
import type { AcquireRequest } from '../domain/request.js';
import { newId } from '../ports/random.js';
import type { ProviderError } from '../provider/errors.js';
import type { PreparedLaunch } from '../provider/machines.js';
import { callUnder, type AttemptPermit } from './attempts.js';
import { backoffMs } from './backoff.js';
import { checkOffers, checkPrepared } from './contract-check.js';
import { isRepeatableClass } from './settle.js';
import type { WorkerEnv } from './worker-env.js';

/** What preparing an intent came to; the error is set when it did not. */
export interface PrepareOutcome {
  readonly error: ProviderError | undefined;
}

/** Freezes the launch document of an intent (and, the first time, the request's list of offers) into the store. Nothing is launched. */
export async function prepareIntent(env: WorkerEnv, permit: AttemptPermit, request: AcquireRequest): Promise<PrepareOutcome> {
  const outcome = await callUnder(env, permit, newId(env.random, 'prep'), async (input) => {
    const offers =
      request.offers ??
      checkOffers(env.plugin, await env.provider.machines.offers({ options: request.template.options, signal: input.signal }));
    const offer = offers[permit.intent.offerIndex ?? 0];
    if (offer === undefined) return { offers, prepared: undefined };
    const { intent } = permit;
    const spec = {
      templateId: request.template.templateId,
      options: request.template.options,
      tags: [...request.template.tags, ...request.tags],
      userData: request.template.userData,
    };
    const prepared = await env.provider.machines.prepare({ ...input, spec, offer, units: intent.units });
    return { offers, prepared: checkPrepared(env.plugin, prepared, intent.units) };
  });
  if (!outcome.ok) {
    await recordFailure(env, permit, outcome.error);
    return { error: outcome.error };
  }
  await recordDocument(env, permit, outcome.result.offers, outcome.result.prepared);
  return { error: undefined };
}

async function recordDocument(
  env: WorkerEnv,
  { intent, epoch }: AttemptPermit,
  offers: readonly Offer[],
  prepared: PreparedLaunch | undefined,
): Promise<void> {
  await env.store.write(async (tx) => {
    const state = await tx.connection(env.connection);
    const stored = await tx.intent(intent.intentId);
    const request = await tx.request(intent.requestId);
    if (state?.epoch !== epoch || state.holder !== env.holder || stored?.state !== 'preparing') return;
    if (request?.kind === 'acquire' && request.offers === undefined) {
      await tx.saveRequest({ ...request, offers, version: request.version + 1 });
    }
    if (prepared === undefined) return;
    await tx.saveIntent({ ...stored, state: 'prepared', document: prepared, retryAtMs: undefined });
    const { requestId, intentId } = intent;
    await tx.appendEvents(env.clock.now(), [{ type: 'IntentPrepared', requestId, intentId }]);
  });
}

/** A refusal that time may lift is tried again; any other settles the intent: nothing was ever sent. */
async function recordFailure(env: WorkerEnv, { intent }: AttemptPermit, error: ProviderError): Promise<void> {
  const again = isRepeatableClass(error.errorClass) || error.errorClass === 'OutcomeUnknown' || error.errorClass === 'NotFound';
  const { requestId, intentId } = intent;
  env.logger.warn({ requestId, intentId, errorClass: error.errorClass, code: error.code, again }, 'launch could not be prepared');
  await env.store.write(async (tx) => {
    const stored = await tx.intent(intentId);
    if (stored?.state !== 'preparing') return;
    const nowMs = env.clock.now();
    const tries = stored.tries + 1;
    if (again) {
      const waitMs = backoffMs(tries, env.timing, env.random, error.retryAfterMs);
      await tx.saveIntent({ ...stored, tries, retryAtMs: nowMs + waitMs });
      return;
    }
    await tx.saveIntent({
      ...stored,
      tries,
      state: 'settled',
      settlement: 'refused',
      settledAtMs: nowMs,
      shortfall: [reasonOf(error, stored.units)],
    });
    await tx.appendEvents(nowMs, [{ type: 'IntentSettled', requestId, intentId, settlement: 'refused' }]);
  });
}

/** Why units are missing, as an error tells it. */
export function reasonOf(error: ProviderError, units: number): MissingReason {
  return { units, reason: error.errorClass, code: error.code, message: error.message };
}

/** Errors after which no other offer of the same request can do better. */
const HOPELESS: ReadonlySet<string> = new Set(['InvalidTemplate', 'InvalidSettings', 'PermissionDenied', 'ContractViolation']);

/** The offer a request should try after this intent settled: the next one, or none when no offer can help. */
export function nextOfferAfter(intent: Intent, request: AcquireRequest): number {
  const gaveAll = intent.acceptedUnits >= intent.units;
  const tried = gaveAll ? request.nextOffer : Math.max(request.nextOffer, (intent.offerIndex ?? 0) + 1);
  const hopeless = intent.settlement === 'refused' && intent.shortfall.some((reason) => HOPELESS.has(reason.reason));
  return hopeless ? Number.MAX_SAFE_INTEGER : tried;
}
