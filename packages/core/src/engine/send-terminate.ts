import type { Attempt, Intent } from '../domain/intent.js';
import type { Machine } from '../domain/machine.js';
import type { DomainEvent } from '../domain/events.js';
import type { WriteTransaction } from '../ports/store.js';
import { isLiveState } from '../domain/status.js';
import type { ProviderError } from '../provider/errors.js';
import type { Termination } from '../provider/machines.js';
import type { WriteInput } from '../provider/operation.js';
import { answered, callUnder, newAttempt, type AttemptPermit, type CallOutcome } from './attempts.js';
import { backoffMs } from './backoff.js';
import { checkTerminations } from './contract-check.js';
import { hasCome, LONGEST_RETRY_MS } from './due.js';
import { changeEvents } from './machine-events.js';
import type { WorkerEnv } from './worker-env.js';

/**
 * Orders the end of an intent's machines, or of its group: attempt committed first, answer committed after. Both may be repeated at any
 * time, so an answer that was lost is simply asked for again.
 * @returns the error, for the connection's breaker; undefined when there was none
 */
export async function sendTermination(env: WorkerEnv, intentId: string, epoch: number): Promise<ProviderError | undefined> {
  const committed = await commitAttempt(env, intentId, epoch);
  if (committed === undefined) return undefined;
  const { permit, attempt } = committed;
  const outcome = await callUnder(env, permit, attempt.attemptId, (input) => callPlugin(env, permit.intent, input));
  await env.store.write((tx) => recordAnswer(tx, env, attempt, outcome));
  logAnswer(env, permit.intent, outcome);
  return outcome.ok ? undefined : outcome.error;
}

async function callPlugin(env: WorkerEnv, intent: Intent, input: WriteInput): Promise<readonly Termination[]> {
  const { machines } = env.provider;
  if (intent.operation === 'terminate') {
    const { machineIds } = intent;
    return checkTerminations(env.plugin, machineIds, await machines.terminate({ ...input, machineIds }));
  }
  if (intent.target !== undefined) await machines.cleanUp?.({ ...input, ...intent.target });
  return [];
}

/** Writes an attempt of an intent down before its call goes out; undefined when there is nothing to send, or no right to. */
export async function commitAttempt(
  env: WorkerEnv,
  intentId: string,
  epoch: number,
): Promise<{ permit: AttemptPermit; attempt: Attempt } | undefined> {
  return env.store.write(async (tx) => {
    const providerNowMs = env.providerClock.now();
    const latestMs = env.providerClock.latest();
    const state = await tx.connection(env.connection);
    const intent = await tx.intent(intentId);
    if (intent === undefined || intent.state === 'settled' || providerNowMs === undefined || latestMs === undefined) return undefined;
    if (state?.holder !== env.holder || state.epoch !== epoch || state.halt !== undefined) return undefined;
    if (!hasCome(intent.retryAtMs, env.clock.now(), LONGEST_RETRY_MS)) return undefined;
    const permit = { intent, epoch, notAfterMs: latestMs + env.timing.attemptWindowMs };
    const attempt = newAttempt(env, permit, 0, latestMs);
    await tx.saveAttempts([attempt]);
    await tx.saveIntent({
      ...intent,
      state: 'sent',
      firstSentAtMs: intent.firstSentAtMs ?? providerNowMs,
      lastNotAfterMs: Math.max(intent.lastNotAfterMs ?? 0, permit.notAfterMs),
      retryAtMs: undefined,
      tries: intent.tries + 1,
    });
    const { requestId } = intent;
    const sent: DomainEvent = { type: 'IntentSent', requestId, intentId, attemptId: attempt.attemptId, epoch, part: 0 };
    await tx.appendEvents(env.clock.now(), [sent]);
    return { permit, attempt };
  });
}

async function recordAnswer(
  tx: WriteTransaction,
  env: WorkerEnv,
  attempt: Attempt,
  outcome: CallOutcome<readonly Termination[]>,
): Promise<void> {
  const intent = await tx.intent(attempt.intentId);
  if (intent === undefined || intent.state === 'settled') return;
  const nowMs = env.clock.now();
  const { requestId, intentId } = intent;
  const error = outcome.ok ? undefined : outcome.error;
  await tx.saveAttempts([answered(attempt, error)]);
  const events: DomainEvent[] = [
    {
      type: 'IntentAnswered',
      requestId,
      intentId,
      attemptId: attempt.attemptId,
      acceptedUnits: 0,
      errorClass: error?.errorClass,
      code: error?.code,
    },
  ];
  if (!outcome.ok) {
    const waitMs = backoffMs(intent.tries, env.timing, env.random, outcome.error.retryAfterMs);
    await tx.saveIntent({ ...intent, retryAtMs: nowMs + waitMs });
  } else {
    events.push(...(await recordTerminations(tx, env, outcome.result)));
    if (intent.target !== undefined) events.push(...(await recordCleanUp(tx, env, intent)));
    // A lost answer of an earlier try can do no harm any more: ids are never used again, and what it would end was to end anyway.
    await tx.saveIntent({ ...intent, state: 'settled', settlement: 'answered', settledAtMs: nowMs });
    events.push({ type: 'IntentSettled', requestId, intentId, settlement: 'answered' });
  }
  await tx.appendEvents(nowMs, events);
}

async function recordTerminations(
  tx: WriteTransaction,
  env: WorkerEnv,
  terminations: readonly Termination[],
): Promise<readonly DomainEvent[]> {
  const machines: Machine[] = [];
  const events: DomainEvent[] = [];
  const byId = new Map(terminations.map((entry) => [entry.machineId, entry]));
  for (const machine of await tx.machines({ connection: env.connection, machineIds: [...byId.keys()] })) {
    const entry = byId.get(machine.machineId);
    if (entry === undefined || machine.goneAtMs !== undefined) continue;
    const after = afterOrder(machine, entry, env.clock.now());
    machines.push(after);
    events.push(...changeEvents(machine, after));
  }
  await tx.saveMachines(machines);
  return events;
}

/** "Not found" is an answer about this moment, not a proof: sweeps and the gone rule complete a return. */
function afterOrder(machine: Machine, entry: Termination, nowMs: number): Machine {
  if (entry.outcome === 'failed') {
    const terminateFailure = entry.message ?? entry.code ?? 'the cloud refused';
    // Nobody waits for a return that can never be carried out: the entry fails by name, the machine stays as it is.
    const returnRequestId = entry.retryable === false ? undefined : machine.returnRequestId;
    return { ...machine, terminateOrderedAtMs: nowMs, terminateFailure, returnRequestId };
  }
  const status =
    isLiveState(machine.status.unified) && entry.outcome !== 'not-found'
      ? { unified: 'terminating' as const, raw: machine.status.raw }
      : machine.status;
  const ordered: Machine = { ...machine, status, terminateOrderedAtMs: nowMs, terminateFailure: undefined };
  if (entry.outcome !== 'terminated') return ordered;
  return {
    ...ordered,
    status: { unified: 'terminated', raw: 'terminated' },
    goneAtMs: nowMs,
    endReason: machine.endReason ?? 'terminated as ordered',
  };
}

async function recordCleanUp(tx: WriteTransaction, env: WorkerEnv, intent: Intent): Promise<readonly DomainEvent[]> {
  const group = (await tx.groups(env.connection)).find((entry) => entry.ref === intent.target?.ref);
  if (group === undefined) return [];
  await tx.saveGroups([{ ...group, state: 'deleted' }]);
  return [{ type: 'GroupDeleted', requestId: group.requestId, ref: group.ref, connection: env.connection }];
}

function logAnswer(env: WorkerEnv, intent: Intent, outcome: CallOutcome<readonly Termination[]>): void {
  const fields = { requestId: intent.requestId, intentId: intent.intentId, connection: env.connection, machines: intent.machineIds.length };
  if (!outcome.ok) {
    const { errorClass, code, message } = outcome.error;
    env.logger.warn({ ...fields, errorClass, code, reason: message }, 'termination was not accepted');
    return;
  }
  const failed = outcome.result.filter((entry) => entry.outcome === 'failed').map((entry) => entry.machineId);
  if (failed.length > 0) env.logger.warn({ ...fields, failed }, 'some machines could not be terminated');
  else env.logger.info(fields, 'terminated');
}
