import type { Attempt, Intent, MissingReason } from '../domain/intent.js';
import type { Group, Machine } from '../domain/machine.js';
import type { ReadTransaction, WriteTransaction } from '../ports/store.js';
import type { ProviderError } from '../provider/errors.js';
import type { LaunchResult, ObservedMachine } from '../provider/machines.js';
import { answered, callUnder, newAttempt, type AttemptPermit, type CallOutcome } from './attempts.js';
import { backoffMs } from './backoff.js';
import { checkLaunch } from './contract-check.js';
import { changeEvents } from './machine-events.js';
import { hasCome, LONGEST_RETRY_MS } from './due.js';
import { headerOf } from './intent-header.js';
import { lateSurplus } from './late.js';
import { mergeSeen, newMachine } from './observe.js';
import { reasonOf } from './prepare.js';
import { isRepeatableClass, partsOf, partsToSend } from './settle.js';
import { isWanted } from './wanted.js';
import { shortestReplayMs, timesNow, type WorkerEnv } from './worker-env.js';

/** Attempts committed together, and calls made at the same time, for launches that take one call a machine. */
const PARTS_PER_BATCH = 64;

/** What sending needs beside the intent. */
export interface SendFacts {
  /** Provider time at which the last complete sweep of this process began. */
  readonly sweptSinceMs: number | undefined;
}

/**
 * Makes the calls of a launch that are due: attempts committed first, each call checked again right before it goes out, each answer
 * committed.
 * @returns the last error, for the connection's breaker; undefined when none
 */
export async function sendLaunch(env: WorkerEnv, intentId: string, epoch: number, facts: SendFacts): Promise<ProviderError | undefined> {
  let lastError: ProviderError | undefined;
  for (;;) {
    const batch = await commitAttempts(env, intentId, epoch, facts);
    if (batch.attempts.length === 0) return lastError;
    const errors = await Promise.all(batch.attempts.map((attempt) => sendPart(env, batch.permit, attempt)));
    lastError = errors.find((error) => error !== undefined) ?? lastError;
    if (lastError !== undefined) return lastError;
  }
}

interface Batch {
  readonly permit: AttemptPermit;
  readonly attempts: readonly Attempt[];
}

/** Commits the attempts that may be made now, if the request still wants them and the connection is still ours. */
async function commitAttempts(env: WorkerEnv, intentId: string, epoch: number, facts: SendFacts): Promise<Batch> {
  return env.store.write(async (tx): Promise<Batch> => {
    const providerNowMs = env.providerClock.now();
    const latestMs = env.providerClock.latest();
    const state = await tx.connection(env.connection);
    const intent = await tx.intent(intentId);
    if (intent === undefined || providerNowMs === undefined || latestMs === undefined) throw new Error(`intent ${intentId} cannot be sent`);
    const permit: AttemptPermit = { intent, epoch, notAfterMs: latestMs + env.timing.attemptWindowMs };
    if (state?.holder !== env.holder || state.epoch !== epoch || state.halt !== undefined) return { permit, attempts: [] };
    const parts = await dueParts(tx, env, intent, latestMs, facts);
    const attempts = parts.slice(0, PARTS_PER_BATCH).map((part) => newAttempt(env, permit, part, latestMs));
    if (attempts.length === 0) return { permit, attempts };
    await tx.saveAttempts(attempts);
    await tx.saveIntent({
      ...intent,
      state: 'sent',
      firstSentAtMs: intent.firstSentAtMs ?? providerNowMs,
      lastNotAfterMs: Math.max(intent.lastNotAfterMs ?? 0, permit.notAfterMs),
      quietSweeps: 0,
      retryAtMs: undefined,
      tries: intent.tries + 1,
    });
    const { requestId } = intent;
    await tx.appendEvents(
      env.clock.now(),
      attempts.map(({ attemptId, part }) => ({ type: 'IntentSent' as const, requestId, intentId, attemptId, epoch, part })),
    );
    return { permit, attempts };
  });
}

/**
 * Which calls of a launch may be made now.
 * @param providerNowMs - the latest that it may be: a replay has to be protected then
 */
export async function dueParts(
  tx: ReadTransaction,
  env: WorkerEnv,
  intent: Intent,
  providerNowMs: number,
  facts: SendFacts,
): Promise<readonly number[]> {
  if (!hasCome(intent.retryAtMs, env.clock.now(), LONGEST_RETRY_MS)) return [];
  const seen = await tx.machines({ connection: env.connection, intentId: intent.intentId });
  return partsToSend({
    intent,
    attempts: await tx.attempts(intent.intentId),
    wanted: await isWanted(tx, env, intent),
    seenUnits: unitsOf(seen),
    providerNowMs,
    sweptSinceMs: facts.sweptSinceMs,
    // What is decided now may arrive later, and the token must still protect it then.
    replayHorizonMs: shortestReplayMs(env) - env.timing.attemptWindowMs - env.timing.transportDeadlineMs,
  });
}

async function sendPart(env: WorkerEnv, permit: AttemptPermit, attempt: Attempt): Promise<ProviderError | undefined> {
  const { intent } = permit;
  const prepared = intent.document;
  if (prepared === undefined) throw new Error(`intent ${intent.intentId} has no document`);
  const partUnits = prepared.parts === 1 ? intent.units : undefined;
  const outcome = await callUnder(env, permit, attempt.attemptId, async (input) =>
    checkLaunch(env.plugin, await env.provider.machines.launch({ ...input, prepared, part: attempt.part }), partUnits),
  );
  await env.store.write((tx) => recordAnswer(tx, env, attempt, outcome));
  logAnswer(env, intent, outcome);
  return outcome.ok ? undefined : outcome.error;
}

async function recordAnswer(tx: WriteTransaction, env: WorkerEnv, attempt: Attempt, outcome: CallOutcome<LaunchResult>): Promise<void> {
  const intent = await tx.intent(attempt.intentId);
  if (intent === undefined) return;
  const nowMs = env.clock.now();
  const error = outcome.ok ? undefined : outcome.error;
  await tx.saveAttempts([answered(attempt, error)]);
  const accepted = outcome.ok ? await recordMachines(tx, env, intent, outcome.result) : 0;
  if (outcome.ok) await recordGroup(tx, env, intent, outcome.result);
  if (intent.state !== 'settled') await tx.saveIntent(await intentAfter(tx, env, intent, attempt, outcome, accepted));
  const { requestId, intentId } = intent;
  await tx.appendEvents(nowMs, [
    {
      type: 'IntentAnswered',
      requestId,
      intentId,
      attemptId: attempt.attemptId,
      acceptedUnits: accepted,
      errorClass: error?.errorClass,
      code: error?.code ?? (outcome.ok ? outcome.result.shortfall[0]?.code : undefined),
    },
  ]);
}

async function intentAfter(
  tx: WriteTransaction,
  env: WorkerEnv,
  intent: Intent,
  attempt: Attempt,
  outcome: CallOutcome<LaunchResult>,
  acceptedUnits: number,
): Promise<Intent> {
  if (outcome.ok) {
    return {
      ...intent,
      answeredParts: [...intent.answeredParts, attempt.part],
      acceptedUnits: intent.acceptedUnits + acceptedUnits,
      pendingUnits: intent.pendingUnits + outcome.result.pendingUnits,
      shortfall: [
        ...intent.shortfall,
        ...outcome.result.shortfall.map(({ units, reason, code, message }): MissingReason => ({ units, reason, code, message })),
      ],
    };
  }
  const { error } = outcome;
  if (error.effect !== 'none') return { ...intent, retryAtMs: retryAt(env, intent, error) };
  if (isRepeatableClass(error.errorClass)) return { ...intent, retryAtMs: retryAt(env, intent, error) };
  // A refusal is final for the part only when no earlier try of it may still have taken effect: it may be that try's own doing.
  const earlier = (await tx.attempts(intent.intentId)).some(
    (other) => other.part === attempt.part && other.attemptId !== attempt.attemptId && other.state === 'sending',
  );
  const parts = partsOf(intent);
  const units = Math.max(1, Math.floor(intent.units / parts));
  return {
    ...intent,
    answeredParts: earlier ? intent.answeredParts : [...intent.answeredParts, attempt.part],
    shortfall: [...intent.shortfall, reasonOf(error, parts === 1 ? intent.units : units)],
  };
}

function retryAt(env: WorkerEnv, intent: Intent, error: ProviderError): number {
  return env.clock.now() + backoffMs(intent.tries, env.timing, env.random, error.retryAfterMs);
}

/** Writes down the machines an answer names; some may have been adopted by a sweep already. Answers the units given and promised. */
async function recordMachines(tx: WriteTransaction, env: WorkerEnv, intent: Intent, result: LaunchResult): Promise<number> {
  const request = await tx.request(intent.requestId);
  const deployment = await tx.deployment();
  const templateId = request?.kind === 'acquire' ? request.template.templateId : '';
  const requestEnded = request?.state === 'ended';
  let shownUnits = unitsOf(await tx.machines({ connection: env.connection, intentId: intent.intentId }));
  const times = timesNow(env);
  const header = headerOf(deployment, intent);
  const known = await tx.machines({ connection: env.connection, machineIds: result.machines.map((machine) => machine.machineId) });
  const byId = new Map(known.map((machine) => [machine.machineId, machine]));
  const merge = (seen: ObservedMachine): Machine => {
    const before = byId.get(seen.machineId);
    if (before !== undefined) return { ...mergeSeen(before, seen, times), orphan: false, templateId };
    const surplus = lateSurplus({ intent, requestEnded, shownUnits, groupRef: seen.groupRef });
    shownUnits += seen.units;
    return { ...newMachine(seen, { connection: env.connection, header, templateId, orphan: false }, times), surplus };
  };
  const machines = result.machines.map(merge);
  await tx.saveMachines(machines);
  await tx.appendEvents(
    times.nowMs,
    machines.flatMap((machine) => [
      ...(byId.has(machine.machineId)
        ? []
        : [
            {
              type: 'MachineSeen' as const,
              requestId: machine.requestId,
              machineId: machine.machineId,
              connection: machine.connection,
              intentId: machine.intentId,
              adopted: false,
            },
          ]),
      ...changeEvents(byId.get(machine.machineId), machine),
    ]),
  );
  return unitsOf(machines) + result.pendingUnits;
}

function unitsOf(machines: readonly Machine[]): number {
  return machines.reduce((sum, machine) => sum + machine.units, 0);
}

async function recordGroup(tx: WriteTransaction, env: WorkerEnv, intent: Intent, result: LaunchResult): Promise<void> {
  if (result.group === undefined) return;
  const group: Group = {
    ref: result.group.groupRef,
    kind: result.group.kind,
    connection: env.connection,
    intentId: intent.intentId,
    requestId: intent.requestId,
    state: 'active',
    createdAtMs: result.group.createdAtMs,
    missedSweeps: 0,
  };
  await tx.saveGroups([group]);
}

function logAnswer(env: WorkerEnv, intent: Intent, outcome: CallOutcome<LaunchResult>): void {
  const fields = { requestId: intent.requestId, intentId: intent.intentId, connection: env.connection, asked: intent.units };
  if (!outcome.ok) {
    const { errorClass, code, message } = outcome.error;
    env.logger.warn({ ...fields, errorClass, code, reason: message }, 'launch was not answered with machines');
    return;
  }
  const { machines, pendingUnits, shortfall } = outcome.result;
  const short = shortfall.reduce((sum, entry) => sum + entry.units, 0);
  env.logger.info({ ...fields, given: machines.length, pending: pendingUnits, short, code: shortfall[0]?.code }, 'launched');
}
