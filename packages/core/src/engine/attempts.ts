import type { Attempt, Intent } from '../domain/intent.js';
import { newId } from '../ports/random.js';
import type { AttemptId } from '../provider/context.js';
import { isProviderError, ProviderError } from '../provider/errors.js';
import type { WriteInput } from '../provider/operation.js';
import { withDeadline } from './deadline.js';
import { headerOf } from './intent-header.js';
import type { WorkerEnv } from './worker-env.js';

/** What an attempt is recorded with. */
export interface AttemptPermit {
  readonly intent: Intent;
  readonly epoch: number;
  readonly notAfterMs: number;
}

/** We held a call back ourselves: that says nothing of the cloud. */
export class NotSent extends ProviderError {
  constructor(message: string) {
    super('Unavailable', message);
  }
}

/** A new attempt of an intent, as it is committed before anything is sent. */
export function newAttempt(env: WorkerEnv, permit: AttemptPermit, part: number, sentAtMs: number): Attempt {
  return {
    attemptId: newId(env.random, 'att'),
    intentId: permit.intent.intentId,
    part,
    epoch: permit.epoch,
    sentAtMs,
    notAfterMs: permit.notAfterMs,
    state: 'sending',
    errorClass: undefined,
    code: undefined,
    message: undefined,
  };
}

/** The attempt as its answer leaves it. An answer that proves nothing leaves it open. */
export function answered(attempt: Attempt, error: ProviderError | undefined): Attempt {
  const state = error?.effect === 'unknown' ? 'sending' : 'answered';
  return { ...attempt, state, errorClass: error?.errorClass, code: error?.code, message: error?.message };
}

/** What one call to a plugin came to. */
export type CallOutcome<Result> = { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly error: ProviderError };

/**
 * Calls the plugin under an attempt. Right before its write goes out, the epoch and the last moment are checked once more: a process
 * that was paused, or replaced by another, sends nothing.
 */
export async function callUnder<Result>(
  env: WorkerEnv,
  permit: AttemptPermit,
  attemptId: string,
  run: (input: WriteInput) => Promise<Result>,
): Promise<CallOutcome<Result>> {
  const attempt = attemptId as AttemptId;
  const { intent } = permit;
  const deployment = await env.store.read((tx) => tx.deployment());
  const header = headerOf(deployment, intent);
  const late = (): ProviderError => new ProviderError('OutcomeUnknown', 'the plugin did not answer in time');
  const longestMs = env.timing.attemptWindowMs + env.timing.transportDeadlineMs * 2;
  try {
    const result = await env.gate.permit(
      attempt,
      () => checkPermit(env, permit),
      () => withDeadline(env.clock, longestMs, late, (signal) => run({ header, token: intent.token, attempt, signal })),
    );
    return { ok: true, result };
  } catch (cause) {
    return { ok: false, error: asProviderError(env, cause) };
  }
}

async function checkPermit(env: WorkerEnv, permit: AttemptPermit): Promise<void> {
  const state = await env.store.read((tx) => tx.connection(env.connection));
  if (state?.holder !== env.holder || state.epoch !== permit.epoch) {
    throw new NotSent('another process took over this connection: nothing was sent');
  }
  if (state.halt !== undefined) {
    throw new NotSent(`the connection is halted: nothing was sent (${state.halt.message})`);
  }
  const latestMs = env.providerClock.latest();
  if (latestMs === undefined || latestMs > permit.notAfterMs) {
    throw new NotSent('the attempt is too late: nothing was sent');
  }
}

function asProviderError(env: WorkerEnv, cause: unknown): ProviderError {
  if (isProviderError(cause)) return cause;
  env.logger.error({ connection: env.connection, provider: env.plugin.id }, 'the plugin threw an error that is not a ProviderError');
  const { id, origin } = env.plugin;
  return new ProviderError('ContractViolation', `provider '${id}' (${origin}) threw an error that is not a ProviderError`, { cause });
}
