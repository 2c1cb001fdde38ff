import type { ConnectionState, HaltReason, SweepSummary } from '../domain/connection.js';
import type { DomainEvent } from '../domain/events.js';
import type { WriteTransaction } from '../ports/store.js';
import { ProviderError } from '../provider/errors.js';
import type { SweepScope } from '../provider/machines.js';
import { applySweep, type SweepCollection, type SweepEffect } from './apply-sweep.js';
import { breakerAfterFailure, CLOSED_BREAKER } from './breaker.js';
import { collectSweep, type SweepResult } from './collect-sweep.js';
import { mayForgetIdentity } from './forget-identity.js';
import { kindFacts, longestVisibilityMs, type WorkerEnv } from './worker-env.js';

/** How a sweep ended, for whoever asked for it. */
export interface SweepOutcome {
  readonly outcome: 'complete' | 'partial' | 'failed';
  /** Provider time at which it began; undefined when no page came. */
  readonly beganAtMs: number | undefined;
  /** Live machines that sweeps stopped showing. */
  readonly missed: number;
  /** Machines on their way; undefined when the sweep told nothing. */
  readonly moving: boolean | undefined;
  /** Machines that were given up and show again. */
  readonly revenants: readonly string[];
}

/** Lists everything of ours in the connection once, and brings the store in line with it. Never throws for the cloud's reasons. */
export async function runSweep(env: WorkerEnv): Promise<SweepOutcome> {
  const startedAtMs = env.clock.now();
  const startedMonotonicMs = env.clock.monotonic();
  const before = await env.store.read(async (tx) => ({
    deployment: await tx.deployment(),
    state: await tx.connection(env.connection),
  }));
  const scope: SweepScope =
    before.state === undefined || before.state.sweeps === 0
      ? { kind: 'all-deployments' }
      : { kind: 'deployment', deploymentId: before.deployment.deploymentId };
  const result = await collectSweep(env, scope, before.state?.identity, startedMonotonicMs);
  const effect = await env.store.write((tx) => record(tx, env, result, startedAtMs), { durable: false });
  log(env, result, effect);
  return {
    outcome: result.outcome,
    beganAtMs: result.collection?.beganAtMs,
    missed: effect?.missed ?? 0,
    moving: effect?.moving,
    revenants: effect?.revenants ?? [],
  };
}

async function record(tx: WriteTransaction, env: WorkerEnv, result: SweepResult, startedAtMs: number): Promise<SweepEffect | undefined> {
  const nowMs = env.clock.now();
  const stored = await tx.connection(env.connection);
  if (stored?.holder !== env.holder) return undefined;
  const state = await withoutForgotten(tx, env, stored, result);
  const effect = result.collection === undefined ? undefined : await apply(tx, env, result.collection, state, nowMs);
  const summary: SweepSummary = {
    number: state.sweeps + 1,
    startedAtMs,
    endedAtMs: nowMs,
    outcome: effect?.halt === undefined ? result.outcome : 'failed',
    message: effect?.halt?.message ?? result.message,
  };
  const next = nextState(env, state, result, effect, summary, nowMs);
  if (effect !== undefined && summary.outcome === 'complete') await countQuietSweep(tx, env, result.collection?.beganAtMs ?? 0);
  await tx.saveConnection(next);
  await tx.appendEvents(nowMs, [...(effect?.events ?? []), ...stateEvents(state, next, summary, result)]);
  return effect;
}

/** One that forgets its account begins again with the next sweep, as if it had never been swept. */
async function withoutForgotten(
  tx: WriteTransaction,
  env: WorkerEnv,
  state: ConnectionState,
  { stranger }: SweepResult,
): Promise<ConnectionState> {
  if (stranger === undefined || !(await mayForgetIdentity(tx, state, stranger.providerTimeMs))) return state;
  const { account, region } = stranger;
  env.logger.warn(
    { connection: env.connection, account, region },
    'nothing was ever done in the account that this connection began with: it becomes that of its present credentials',
  );
  return { ...state, identity: undefined, sweeps: 0 };
}

function apply(
  tx: WriteTransaction,
  env: WorkerEnv,
  collection: SweepCollection,
  state: ConnectionState,
  nowMs: number,
): Promise<SweepEffect> {
  return applySweep(tx, collection, state, {
    connection: env.connection,
    nowMs,
    providerNowMs: env.providerClock.now() ?? collection.beganAtMs,
    visibilityHorizonMs: (kind) => kindFacts(env, kind).visibilityHorizonMs,
    otherConnections: env.connectionNames.filter((name) => name !== env.connection),
  });
}

function nextState(
  env: WorkerEnv,
  state: ConnectionState,
  result: SweepResult,
  effect: SweepEffect | undefined,
  summary: SweepSummary,
  nowMs: number,
): ConnectionState {
  const common = { ...state, sweeps: summary.number, lastSweep: summary };
  if (result.stranger !== undefined) {
    // It lifts by itself once the cloud answers as before; a store that is too old stays so under any identity.
    const halt: HaltReason =
      state.halt?.kind === 'store-is-old' ? state.halt : { kind: 'identity-changed', message: summary.message ?? '' };
    return { ...common, sweeps: state.sweeps, halt };
  }
  if (effect === undefined) {
    const error = result.error ?? new ProviderError('Unavailable', summary.message ?? 'the sweep failed');
    // A failed first sweep has not looked for other deployments yet: the next one is still the first.
    return { ...common, sweeps: state.sweeps, breaker: breakerAfterFailure(state.breaker, error, nowMs, env.timing) };
  }
  const held = effect.vanished.held;
  return {
    ...common,
    identity: state.identity ?? (result.identity && { account: result.identity.account, region: result.identity.region }),
    providerTimeMs: env.providerClock.now(),
    lastCompleteSweep: summary.outcome === 'complete' ? summary : state.lastCompleteSweep,
    breaker: CLOSED_BREAKER,
    halt: effect.halt,
    orphans: effect.orphans,
    otherDeployments: effect.otherDeployments,
    vanishHeldSinceMs: held ? (state.vanishHeldSinceMs ?? nowMs) : undefined,
    vanishHeldMachines: held ? effect.vanished.machines : 0,
  };
}

/** One more complete sweep after the last moment at which the unanswered attempts of these intents could have taken effect. */
async function countQuietSweep(tx: WriteTransaction, env: WorkerEnv, beganAtMs: number): Promise<void> {
  const settleAfterMs = env.timing.transportDeadlineMs + longestVisibilityMs(env);
  for (const intent of await tx.intents({ connection: env.connection, settled: false })) {
    if (intent.operation !== 'launch' || intent.lastNotAfterMs === undefined) continue;
    if (beganAtMs > intent.lastNotAfterMs + settleAfterMs) {
      await tx.saveIntent({ ...intent, quietSweeps: intent.quietSweeps + 1 });
    }
  }
}

function stateEvents(before: ConnectionState, after: ConnectionState, summary: SweepSummary, result: SweepResult): readonly DomainEvent[] {
  const connection = after.connection;
  const events: DomainEvent[] = [];
  if (before.lastSweep?.outcome !== summary.outcome) {
    const machines = result.collection?.machines.length ?? 0;
    events.push({ type: 'SweepEnded', connection, number: summary.number, outcome: summary.outcome, machines, message: summary.message });
  }
  if (after.halt !== undefined && before.halt?.kind !== after.halt.kind) {
    events.push({ type: 'ConnectionHalted', connection, reason: after.halt.kind, message: after.halt.message });
  }
  if (before.vanishHeldSinceMs === undefined && after.vanishHeldSinceMs !== undefined) {
    events.push({ type: 'VanishHeld', connection, machines: after.vanishHeldMachines });
  }
  if (before.vanishHeldSinceMs !== undefined && after.vanishHeldSinceMs === undefined) {
    events.push({ type: 'VanishReleased', connection, machines: before.vanishHeldMachines });
  }
  if (after.breaker.openUntilMs !== undefined && before.breaker.openUntilMs !== after.breaker.openUntilMs) {
    const errorClass = after.breaker.lastErrorClass ?? 'Unavailable';
    events.push({ type: 'BreakerOpened', connection, untilMs: after.breaker.openUntilMs, errorClass });
  }
  return events;
}

function log(env: WorkerEnv, result: SweepResult, effect: SweepEffect | undefined): void {
  const fields = {
    connection: env.connection,
    outcome: result.outcome,
    machines: result.collection?.machines.length,
    changed: effect?.changedMachines,
    reason: effect?.halt?.message ?? result.message,
  };
  if (result.outcome === 'complete' && effect?.halt === undefined) env.logger.debug(fields, 'sweep ended');
  else env.logger.warn(fields, 'sweep ended without full knowledge');
  if (effect?.vanished.held === true) {
    env.logger.error({ connection: env.connection, vanished: effect.vanished.machines }, 'many machines vanished at once: verdict held');
  }
}
