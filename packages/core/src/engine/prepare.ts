import type { Intent, MissingReason } from '../domain/intent.js';
import type { Offer } from '../domain/offer.js';
import type { AcquireRequest } from '../domain/request.js';
import { newId } from '../ports/random.js';
import type { WriteTransaction } from '../ports/store.js';
import type { ProviderError } from '../provider/errors.js';
import { templateTag } from '../provider/header.js';
import type { PreparedLaunch } from '../provider/machines.js';
import { callUnder, type AttemptPermit, type CallOutcome } from './attempts.js';
import { backoffMs } from './backoff.js';
import { checkOffers, checkPrepared } from './contract-check.js';
import { settleIntent } from './settle-intent.js';
import { isRepeatableClass } from './settle.js';
import type { WorkerEnv } from './worker-env.js';

/** What preparing an intent came to; the error is set when it did not. */
export interface PrepareOutcome {
  readonly error: ProviderError | undefined;
}

/** Freezes the launch document of an intent (and, the first time, the request's list of offers) into the store. Nothing is launched. */
export async function prepareIntent(env: WorkerEnv, permit: AttemptPermit, request: AcquireRequest): Promise<PrepareOutcome> {
  const listed = request.offers === undefined ? await listOffers(env, permit, request) : { ok: true as const, result: request.offers };
  if (!listed.ok) return failed(env, permit, listed.error);
  const offer = listed.result[permit.intent.offerIndex ?? 0];
  if (offer === undefined) {
    await env.store.write((tx) => whilePreparing(tx, env, permit, (stored) => settleIntent(tx, env, stored, 'withdrawn')));
    return { error: undefined };
  }
  const { intent } = permit;
  const spec = {
    templateId: request.template.templateId,
    options: request.template.options,
    tags: [...request.template.tags, ...request.tags, templateTag(request.template.templateId)],
    userData: request.template.userData,
  };
  const prepared = await callUnder(env, permit, newId(env.random, 'prep'), async (input) =>
    checkPrepared(env.plugin, await env.provider.machines.prepare({ ...input, spec, offer, units: intent.units }), intent.units),
  );
  if (!prepared.ok) return failed(env, permit, prepared.error);
  await recordDocument(env, permit, prepared.result);
  return { error: undefined };
}

/** Asks for the request's offers and freezes them: they stand, whatever becomes of the first one. */
async function listOffers(env: WorkerEnv, permit: AttemptPermit, { template }: AcquireRequest): Promise<CallOutcome<readonly Offer[]>> {
  const outcome = await callUnder(env, permit, newId(env.random, 'prep'), async ({ signal }) =>
    checkOffers(env.plugin, await env.provider.machines.offers({ options: template.options, signal })),
  );
  if (!outcome.ok) return outcome;
  await env.store.write((tx) =>
    whilePreparing(tx, env, permit, async (stored) => {
      const request = await tx.request(stored.requestId);
      if (request?.kind !== 'acquire' || request.offers !== undefined) return;
      await tx.saveRequest({ ...request, offers: outcome.result, version: request.version + 1 });
    }),
  );
  return outcome;
}

/** Runs `change` while the connection is ours and the intent still waits for its document. */
async function whilePreparing(
  tx: WriteTransaction,
  env: WorkerEnv,
  { intent, epoch }: AttemptPermit,
  change: (stored: Intent) => Promise<void>,
): Promise<void> {
  const state = await tx.connection(env.connection);
  const stored = await tx.intent(intent.intentId);
  if (state?.epoch !== epoch || state.holder !== env.holder || stored?.state !== 'preparing') return;
  await change(stored);
}

async function recordDocument(env: WorkerEnv, permit: AttemptPermit, document: PreparedLaunch): Promise<void> {
  await env.store.write((tx) =>
    whilePreparing(tx, env, permit, async (stored) => {
      await tx.saveIntent({ ...stored, state: 'prepared', document, retryAtMs: undefined });
      const { requestId, intentId } = stored;
      await tx.appendEvents(env.clock.now(), [{ type: 'IntentPrepared', requestId, intentId }]);
    }),
  );
}

/** A refusal that time may lift is tried again; any other settles the intent: nothing was ever sent. */
async function failed(env: WorkerEnv, permit: AttemptPermit, error: ProviderError): Promise<PrepareOutcome> {
  const again = isRepeatableClass(error.errorClass) || error.errorClass === 'OutcomeUnknown' || error.errorClass === 'NotFound';
  const { requestId, intentId } = permit.intent;
  env.logger.warn({ requestId, intentId, errorClass: error.errorClass, code: error.code, again }, 'launch could not be prepared');
  await env.store.write((tx) =>
    whilePreparing(tx, env, permit, async (stored) => {
      const tries = stored.tries + 1;
      if (!again) return settleIntent(tx, env, { ...stored, tries, shortfall: [reasonOf(error, stored.units)] }, 'refused');
      const waitMs = backoffMs(tries, env.timing, env.random, error.retryAfterMs);
      await tx.saveIntent({ ...stored, tries, retryAtMs: env.clock.now() + waitMs });
    }),
  );
  return { error };
}

/** Why units are missing, as an error tells it. */
export function reasonOf(error: ProviderError, units: number): MissingReason {
  return { units, reason: error.errorClass, code: error.code, message: error.message };
}
