import type { Group, Machine } from '../domain/machine.js';
import type { WriteTransaction } from '../ports/store.js';
import { hasCome } from './due.js';
import { inBatches } from './group-by.js';
import { newIntent } from './new-intent.js';
import { kindFacts, type WorkerEnv } from './worker-env.js';

/** Commits the orders for every machine that has to end and every group that nothing refers to. Answers how many intents it made. */
export async function reconcileEnds(env: WorkerEnv, epoch: number): Promise<number> {
  const due = await env.store.read(async (tx) => {
    const machines = await dueMachines(tx, env);
    const groups = await dueGroups(tx, env);
    return machines.length + groups.length;
  });
  if (due === 0) return 0;
  return env.store.write(async (tx) => {
    const state = await tx.connection(env.connection);
    if (state?.holder !== env.holder || state.epoch !== epoch || state.halt !== undefined) return 0;
    return (await orderTerminations(tx, env)) + (await orderCleanUps(tx, env));
  });
}

type Reads = Pick<WriteTransaction, 'machines' | 'intents' | 'groups' | 'intent' | 'request'>;

async function orderTerminations(tx: WriteTransaction, env: WorkerEnv): Promise<number> {
  return orderBatches(tx, env, await dueMachines(tx, env));
}

async function orderBatches(tx: WriteTransaction, env: WorkerEnv, machines: readonly Machine[]): Promise<number> {
  const size = Math.max(1, env.provider.capabilities.machines.maxIdsPerTerminate);
  const batches = inBatches(machines, size);
  for (const batch of batches) {
    const [first] = batch;
    // One order carries machines of many requests: as few calls as the cloud allows. It is filed under the first one's request.
    await newIntent(tx, env, {
      requestId: first.returnRequestId ?? first.requestId,
      operation: 'terminate',
      generation: first.generation,
      machineIds: batch.map((machine) => machine.machineId),
    });
  }
  return batches.length;
}

/** Machines that are to end and have no order under way: never ordered, or ordered long ago and still alive. */
async function dueMachines(tx: Reads, env: WorkerEnv): Promise<readonly Machine[]> {
  const nowMs = env.clock.now();
  const unwanted = (await tx.machines({ connection: env.connection, live: true, unwanted: true })).filter((machine) =>
    isOrderDue(machine, nowMs, env.timing.terminateAgainMs),
  );
  if (unwanted.length === 0) return [];
  const open = await tx.intents({ connection: env.connection, operation: 'terminate', settled: false });
  const ordered = new Set(open.flatMap((intent) => intent.machineIds));
  return unwanted.filter((machine) => !ordered.has(machine.machineId));
}

function isOrderDue(machine: Machine, nowMs: number, againMs: number): boolean {
  return machine.terminateOrderedAtMs === undefined || hasCome(machine.terminateOrderedAtMs + againMs, nowMs, againMs);
}

/**
 * Orders the end of machines that were given up and show again: whoever had them was told that they are gone, so that they run for nobody.
 * Their rows stay as they are: what was answered of them does not change.
 */
export async function orderRevenants(env: WorkerEnv, epoch: number, machineIds: readonly string[]): Promise<void> {
  env.logger.warn({ connection: env.connection, machines: machineIds }, 'machines that were given up show again: their end is ordered');
  await env.store.write(async (tx) => {
    const state = await tx.connection(env.connection);
    if (state?.holder !== env.holder || state.epoch !== epoch || state.halt !== undefined) return;
    await orderBatches(tx, env, await tx.machines({ connection: env.connection, machineIds }));
  });
}

async function orderCleanUps(tx: WriteTransaction, env: WorkerEnv): Promise<number> {
  const groups = await dueGroups(tx, env);
  for (const group of groups) {
    const { ref, kind, requestId } = group;
    await newIntent(tx, env, { requestId, operation: 'clean-up', generation: 1, target: { ref, kind } });
  }
  return groups.length;
}

/** Groups without a live intent: settled, nothing more expected of it, and no machine of it alive. Companions need not wait for that. */
async function dueGroups(tx: Reads, env: WorkerEnv): Promise<readonly Group[]> {
  if (env.provider.machines.cleanUp === undefined) return [];
  const groups = (await tx.groups(env.connection)).filter((group) => group.state === 'active');
  if (groups.length === 0) return [];
  const open = await tx.intents({ connection: env.connection, operation: 'clean-up', settled: false });
  const ordered = new Set(open.map((intent) => intent.target?.ref));
  const due: Group[] = [];
  for (const group of groups) {
    if (!ordered.has(group.ref) && (await isUnused(tx, env, group))) due.push(group);
  }
  return due;
}

async function isUnused(tx: Reads, env: WorkerEnv, group: Group): Promise<boolean> {
  const intent = await tx.intent(group.intentId);
  if (intent !== undefined && intent.state !== 'settled') return false;
  const machines = await tx.machines({ connection: env.connection, intentId: group.intentId });
  // Somebody's copy of our tags is no machine of the group, and may run for ever.
  const uses = machines.some((machine) => machine.goneAtMs === undefined && (!machine.orphan || machine.groupRef === group.ref));
  if (group.companion === undefined && uses) return false;
  if (intent === undefined || intent.pendingUnits === 0) return true;
  const shown = machines.reduce((sum, machine) => sum + machine.units, 0);
  if (shown >= intent.acceptedUnits) return true;
  const waitMs = env.timing.bootTimeoutMs + kindFacts(env, group.kind).visibilityHorizonMs;
  const providerNowMs = env.providerClock.now();
  return providerNowMs !== undefined && providerNowMs >= (intent.lastNotAfterMs ?? 0) + waitMs;
}
