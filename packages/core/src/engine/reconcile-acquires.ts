import type { DomainEvent } from '../domain/events.js';
import type { Intent } from '../domain/intent.js';
import type { Machine } from '../domain/machine.js';
import type { AcquireRequest } from '../domain/request.js';
import { newId } from '../ports/random.js';
import type { ReadTransaction, WriteTransaction } from '../ports/store.js';
import { planAcquire, type AcquirePlan } from './plan-acquire.js';
import type { EngineTiming } from './timing.js';
import type { WorkerEnv } from './worker-env.js';

/** What the plan of one request needs beside the store. */
export interface PlanClock {
  readonly nowMs: number;
  readonly providerNowMs: number | undefined;
  readonly timing: Pick<EngineTiming, 'bootTimeoutMs'>;
}

/** Compares every open acquire request of the connection with what there is, and commits the next step of each. Answers how many changed. */
export async function reconcileAcquires(env: WorkerEnv, epoch: number, mayLaunch: boolean): Promise<number> {
  const requests = await env.store.read((tx) => tx.openAcquires(env.connection));
  let changed = 0;
  for (const { requestId } of requests) {
    const clock = { nowMs: env.clock.now(), providerNowMs: env.providerClock.now(), timing: env.timing };
    const planned = await env.store.read((tx) => planOf(tx, requestId, clock));
    if (planned === undefined || !isStep(planned, mayLaunch)) continue;
    if (await env.store.write((tx) => carryOut(tx, env, requestId, epoch, clock, mayLaunch))) changed += 1;
  }
  return changed;
}

/** The plan of one request; undefined when it is not an open acquire request. */
export async function planOf(tx: ReadTransaction, requestId: string, clock: PlanClock): Promise<AcquirePlan | undefined> {
  const request = await tx.request(requestId);
  if (request?.kind !== 'acquire' || request.state === 'ended') return undefined;
  const machines = (await tx.machines({ requestId })).filter((machine) => !machine.orphan);
  const intents = await tx.intents({ requestId });
  return planAcquire({ request, machines, intents, ...clock });
}

function isStep(plan: AcquirePlan, mayLaunch: boolean): boolean {
  if (plan.cancelledBy !== undefined || plan.surplus.length > 0 || plan.end !== undefined) return true;
  return mayLaunch && plan.launchUnits > 0;
}

async function carryOut(
  tx: WriteTransaction,
  env: WorkerEnv,
  requestId: string,
  epoch: number,
  clock: PlanClock,
  mayLaunch: boolean,
): Promise<boolean> {
  const state = await tx.connection(env.connection);
  if (state?.holder !== env.holder || state.epoch !== epoch) return false;
  const plan = await planOf(tx, requestId, clock);
  if (plan === undefined || !isStep(plan, mayLaunch)) return false;
  await commitPlan(tx, plan, clock.nowMs);
  if (mayLaunch && plan.launchUnits > 0) await createLaunch(tx, env, plan);
  if (plan.end !== undefined) env.logger.info({ requestId, outcome: plan.end.outcome }, 'request ended');
  return true;
}

/** Writes what a plan says of the request and its machines. Launches nothing. */
export async function commitPlan(tx: WriteTransaction, plan: AcquirePlan, nowMs: number): Promise<void> {
  const events: DomainEvent[] = [];
  const { requestId } = plan.request;
  if (plan.cancelledBy !== undefined) events.push({ type: 'RequestCancelled', requestId, by: plan.cancelledBy });
  const surplus = plan.surplus.map(({ machine, reason }): Machine => ({ ...machine, surplus: reason }));
  await tx.saveMachines(surplus);
  events.push(...surplus.map(({ machineId, connection, surplus: reason }): DomainEvent => ({
    type: 'MachineSurplus', requestId, machineId, connection, reason: reason ?? 'over-delivered',
  })));
  const ended = endedRequest(plan, nowMs);
  if (ended !== undefined) events.push({ type: 'RequestEnded', requestId, outcome: plan.end?.outcome ?? 'failed', reasons: plan.end?.reasons ?? [] });
  const next = ended ?? plan.request;
  if (ended !== undefined || plan.cancelledBy !== undefined) await tx.saveRequest({ ...next, version: plan.request.version + 1 });
  await tx.appendEvents(nowMs, events);
}

function endedRequest(plan: AcquirePlan, nowMs: number): AcquireRequest | undefined {
  if (plan.end === undefined) return undefined;
  return { ...plan.request, state: 'ended', outcome: plan.end.outcome, reasons: plan.end.reasons, endedAtMs: nowMs };
}

async function createLaunch(tx: WriteTransaction, env: WorkerEnv, plan: AcquirePlan): Promise<void> {
  const { request } = plan;
  const generation = 1 + (await tx.intents({ requestId: request.requestId, operation: 'launch' })).length;
  const most = env.provider.capabilities.machines.maxUnitsPerLaunch;
  const intent = await newIntent(tx, env, {
    requestId: request.requestId,
    operation: 'launch',
    generation,
    units: Math.min(plan.launchUnits, most),
    offerIndex: plan.offerIndex,
  });
  env.logger.info({ requestId: request.requestId, intentId: intent.intentId, generation, units: intent.units }, 'launch decided');
}

/** Commits a new intent. Launches begin as `preparing`; other operations need no document. */
export async function newIntent(
  tx: WriteTransaction,
  env: Pick<WorkerEnv, 'random' | 'clock' | 'connection'>,
  facts: Pick<Intent, 'requestId' | 'operation' | 'generation'> &
    Partial<Pick<Intent, 'units' | 'offerIndex' | 'machineIds' | 'target'>>,
): Promise<Intent> {
  const intentId = newId(env.random, 'int');
  const intent: Intent = {
    intentId,
    sequence: await tx.nextSequence(),
    connection: env.connection,
    requestId: facts.requestId,
    operation: facts.operation,
    generation: facts.generation,
    token: intentId,
    state: facts.operation === 'launch' ? 'preparing' : 'prepared',
    units: facts.units ?? 0,
    offerIndex: facts.offerIndex,
    document: undefined,
    machineIds: facts.machineIds ?? [],
    target: facts.target,
    answeredParts: [],
    acceptedUnits: 0,
    pendingUnits: 0,
    shortfall: [],
    firstSentAtMs: undefined,
    lastNotAfterMs: undefined,
    quietSweeps: 0,
    retryAtMs: undefined,
    tries: 0,
    settlement: undefined,
    createdAtMs: env.clock.now(),
    settledAtMs: undefined,
  };
  await tx.saveIntent(intent);
  const { requestId, operation, generation, units, machineIds } = intent;
  await tx.appendEvents(env.clock.now(), [{ type: 'IntentCreated', requestId, intentId, operation, generation, units, machineIds }]);
  return intent;
}
