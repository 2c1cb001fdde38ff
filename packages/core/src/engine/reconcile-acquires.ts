import type { ConnectionState } from '../domain/connection.js';
import type { DomainEvent } from '../domain/events.js';
import type { Machine } from '../domain/machine.js';
import type { AcquireRequest } from '../domain/request.js';
import type { ReadTransaction, WriteTransaction } from '../ports/store.js';
import { newIntent } from './new-intent.js';
import { planAcquire, type AcquireFacts, type AcquirePlan } from './plan-acquire.js';
import type { WorkerEnv } from './worker-env.js';

/** What the plan of one request needs beside the store. */
type PlanContext = Pick<AcquireFacts, 'nowMs' | 'providerNowMs' | 'timing' | 'obstacle'>;

/** Compares every open acquire request of the connection with what there is, and commits the next step of each. Answers how many changed. */
export async function reconcileAcquires(env: WorkerEnv, epoch: number, mayLaunch: boolean): Promise<number> {
  const { requests, obstacle } = await env.store.read(async (tx) => ({
    requests: await tx.openAcquires(env.connection),
    obstacle: obstacleOf(await tx.connection(env.connection)),
  }));
  let changed = 0;
  for (const { requestId } of requests) {
    const clock = { nowMs: env.clock.now(), providerNowMs: env.providerClock.now(), timing: env.timing, obstacle };
    const planned = await env.store.read((tx) => planOf(tx, requestId, clock));
    if (planned === undefined || !isStep(planned, mayLaunch)) continue;
    if (await env.store.write((tx) => carryOut(tx, env, requestId, epoch, clock, mayLaunch))) changed += 1;
  }
  return changed;
}

/** What the cloud last refused the connection as a whole. */
function obstacleOf(state: ConnectionState | undefined): PlanContext['obstacle'] {
  const breaker = state?.breaker;
  if (breaker?.lastErrorClass === undefined) return undefined;
  return { reason: breaker.lastErrorClass, message: breaker.lastMessage ?? 'the cloud could not be used' };
}

/** The plan of one request; undefined when it is not an open acquire request. */
async function planOf(tx: ReadTransaction, requestId: string, clock: PlanContext): Promise<AcquirePlan | undefined> {
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
  clock: PlanContext,
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
async function commitPlan(tx: WriteTransaction, plan: AcquirePlan, nowMs: number): Promise<void> {
  const events: DomainEvent[] = [];
  const { requestId } = plan.request;
  if (plan.cancelledBy !== undefined) events.push({ type: 'RequestCancelled', requestId, by: plan.cancelledBy });
  const surplus = [...plan.surplus, ...plan.abandoned.map((machine) => ({ machine, reason: 'boot-timeout' as const }))];
  await tx.saveMachines(surplus.map(({ machine, reason }): Machine => ({ ...machine, surplus: reason })));
  for (const { machine, reason } of surplus) {
    const { machineId, connection } = machine;
    events.push({ type: 'MachineSurplus', requestId, machineId, connection, reason });
  }
  if (plan.end !== undefined) events.push({ type: 'RequestEnded', requestId, ...plan.end });
  const next = endedRequest(plan, nowMs) ?? plan.request;
  if (next.state === 'ended' || plan.cancelledBy !== undefined) await tx.saveRequest({ ...next, version: plan.request.version + 1 });
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
