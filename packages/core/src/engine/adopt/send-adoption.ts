import type { DomainEvent } from '../../domain/events.js';
import type { Attempt, Intent } from '../../domain/intent.js';
import type { WriteTransaction } from '../../ports/store.js';
import { isProviderError, type ProviderError } from '../../provider/errors.js';
import { templateTag } from '../../provider/header.js';
import { answered, callUnder } from '../attempts.js';
import { backoffMs } from '../backoff.js';
import { checkAdoptions } from '../contract-check.js';
import { commitAttempt } from '../send-terminate.js';
import type { WorkerEnv } from '../worker-env.js';
import { look, readOrder, type Order } from './look-for-machines.js';
import { isOurs, record } from './record-adoption.js';

/**
 * Takes over what an order names and the cloud shows: looks, decides, tags under an attempt, and writes the machines down with the answer.
 * Broken off at any point it is done again: tagging twice changes nothing.
 * @returns the error, for the connection's breaker; undefined when there was none
 */
export async function sendAdoption(env: WorkerEnv, intentId: string, epoch: number): Promise<ProviderError | undefined> {
  const order = await readOrder(env, intentId);
  if (order === undefined) return undefined;
  const looked = await look(env, order);
  if (isProviderError(looked)) {
    await env.store.write((tx) => lookAgain(tx, env, epoch, intentId, backoffMs(order.intent.tries, env.timing, env.random)));
    return looked;
  }
  if (looked.take.length === 0) {
    await env.store.write((tx) => record(tx, env, { epoch, intentId, plan: looked, answers: [] }));
    return undefined;
  }
  const committed = await commitAttempt(env, intentId, epoch);
  if (committed === undefined) return undefined;
  const machineIds = looked.take.map((machine) => machine.machineId);
  const outcome = await callUnder(env, committed.permit, committed.attempt.attemptId, async (input) =>
    checkAdoptions(env.plugin, machineIds, (await env.provider.machines.adopt?.({ ...input, machineIds, tags: tagsOf(order) })) ?? []),
  );
  const error = outcome.ok ? undefined : outcome.error;
  await env.store.write(async (tx) => {
    await tx.saveAttempts([answered(committed.attempt, error)]);
    await tx.appendEvents(env.clock.now(), [answerEvent(committed.permit.intent, committed.attempt, error, machineIds.length)]);
    if (outcome.ok) await record(tx, env, { epoch, intentId, plan: looked, answers: outcome.result });
    else await lookAgain(tx, env, epoch, intentId, backoffMs(order.intent.tries, env.timing, env.random, outcome.error.retryAfterMs));
  });
  if (error === undefined)
    env.logger.info({ requestId: order.request.requestId, intentId, machines: machineIds.length }, 'machines taken over');
  return error;
}

function tagsOf({ request }: Order): readonly { readonly key: string; readonly value: string }[] {
  const { templateId } = request.template;
  return templateId === '' ? request.tags : [...request.tags, templateTag(templateId)];
}

async function lookAgain(tx: WriteTransaction, env: WorkerEnv, epoch: number, intentId: string, waitMs: number): Promise<void> {
  const intent = await tx.intent(intentId);
  if (intent === undefined || intent.state === 'settled' || !(await isOurs(tx, env, epoch))) return;
  await tx.saveIntent({ ...intent, retryAtMs: env.clock.now() + waitMs, tries: intent.tries + 1 });
}

function answerEvent(
  { requestId, intentId }: Intent,
  { attemptId }: Attempt,
  error: ProviderError | undefined,
  units: number,
): DomainEvent {
  const acceptedUnits = error === undefined ? units : 0;
  return { type: 'IntentAnswered', requestId, intentId, attemptId, acceptedUnits, errorClass: error?.errorClass, code: error?.code };
}
