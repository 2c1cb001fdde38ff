import type { Machine } from '../domain/machine.js';
import type { ReturnRequest, ReturnTarget } from '../domain/request.js';
import type { ReadTransaction, WriteTransaction } from '../ports/store.js';
import type { ObservedMachine } from '../provider/machines.js';
import { chooseByName } from './find-returned.js';
import { explains, newMachine } from './observe.js';
import { closeReturn, returnEndEvents } from './return-end.js';
import { markReturned, targetAt } from './return-machines.js';
import type { ReturnSearch, SearchResult } from './return-search.js';
import { timesNow, type WorkerEnv } from './worker-env.js';

/**
 * Brings the open return requests that concern this connection up to date: looks for unknown machines, closes what has ended.
 * @param search - undefined while the cloud must not be asked
 */
export async function reconcileReturns(env: WorkerEnv, epoch: number, search: ReturnSearch | undefined): Promise<number> {
  const requests = await env.store.read((tx) => tx.openReturns(env.connection));
  const unknown = requests.flatMap((request) => unknownIds(env, request));
  // One search for all: requests do not wait for each other's machines.
  const inspection = unknown.length === 0 ? undefined : await search?.lookFor(unknown);
  let changed = 0;
  for (const request of requests) {
    const planned = await env.store.read((tx) => advance(tx, env, request.requestId, inspection));
    if (planned === undefined) continue;
    const written = await env.store.write(async (tx) => {
      const state = await tx.connection(env.connection);
      if (state?.holder !== env.holder || state.epoch !== epoch || state.halt !== undefined) return false;
      return commit(tx, env, request.requestId, inspection);
    });
    if (written) changed += 1;
  }
  return changed;
}

/** Ids that no store row explains and that this connection has not been asked for yet. */
function unknownIds(env: WorkerEnv, request: ReturnRequest): readonly string[] {
  return request.targets.flatMap((target) => {
    if (target.state !== 'pending' || target.connection !== undefined || target.machineId === undefined) return [];
    return target.absentFrom.includes(env.connection) ? [] : [target.machineId];
  });
}

interface Advance {
  readonly request: ReturnRequest;
  /** Machines found in the cloud that the store did not know, or knew and must mark as returned. */
  readonly machines: readonly Machine[];
  readonly ended: boolean;
}

/** The request as what is known by now leaves it; undefined when nothing changes. */
async function advance(
  tx: ReadTransaction,
  env: WorkerEnv,
  requestId: string,
  inspection: SearchResult | undefined,
): Promise<Advance | undefined> {
  const request = await tx.request(requestId);
  if (request?.kind !== 'return' || request.state === 'ended') return undefined;
  const found: Machine[] = [];
  const targets: ReturnTarget[] = [];
  for (const target of request.targets) {
    const located = await locate(tx, env, request, target, inspection, found);
    targets.push(await judge(tx, located, found));
  }
  const changed = found.length > 0 || targets.some((target, index) => target !== request.targets[index]);
  const ended = targets.every((target) => target.state !== 'pending');
  if (!changed && !ended) return undefined;
  return { request: { ...request, targets }, machines: found, ended };
}

async function locate(
  tx: ReadTransaction,
  env: WorkerEnv,
  request: ReturnRequest,
  target: ReturnTarget,
  inspection: SearchResult | undefined,
  found: Machine[],
): Promise<ReturnTarget> {
  if (target.state !== 'pending' || target.connection !== undefined) return target;
  const { machineId } = target;
  if (machineId === undefined) return locateByName(tx, env, request, target, found);
  const stored = await tx.machine(env.connection, machineId);
  if (stored !== undefined) {
    found.push(markReturned(stored, request.requestId));
    return targetAt(target, stored);
  }
  const seen = inspection?.machines.find((machine) => machine.machineId === machineId);
  if (seen !== undefined) return adopt(tx, env, request, target, seen, found);
  if (inspection?.notFound.includes(machineId) !== true || target.absentFrom.includes(env.connection)) return target;
  const absentFrom = [...target.absentFrom, env.connection];
  const everywhere = env.connectionNames.every((name) => absentFrom.includes(name));
  if (!everywhere) return { ...target, absentFrom };
  return { ...target, absentFrom, state: 'done', message: 'not known to any configured cloud' };
}

/** No cloud can be asked for a name: one that no complete listing has shown since belongs to nothing of ours. */
async function locateByName(
  tx: ReadTransaction,
  env: WorkerEnv,
  request: ReturnRequest,
  target: ReturnTarget,
  found: Machine[],
): Promise<ReturnTarget> {
  const choice = chooseByName(await tx.machines({ name: target.name }), target.name);
  if (choice.kind === 'ambiguous') return { ...target, state: 'failed', message: choice.message };
  if (choice.kind === 'one') {
    found.push(markReturned(choice.machine, request.requestId));
    return targetAt(target, choice.machine);
  }
  for (const name of env.connectionNames) {
    const sweep = (await tx.connection(name))?.lastCompleteSweep;
    if (sweep === undefined || sweep.startedAtMs < request.createdAtMs) return target;
  }
  return { ...target, state: 'done', message: 'no machine of this deployment bears the name' };
}

/** A machine we do not know is ended only when it carries our deployment's tag: being asked to does not make a stranger ours. */
async function adopt(
  tx: ReadTransaction,
  env: WorkerEnv,
  request: ReturnRequest,
  target: ReturnTarget,
  seen: ObservedMachine,
  found: Machine[],
): Promise<ReturnTarget> {
  const deployment = await tx.deployment();
  const { header } = seen;
  if (header === undefined || header.deploymentId !== deployment.deploymentId) {
    return { ...target, state: 'failed', message: 'exists, but carries no tag of this deployment: left alone' };
  }
  const intent = await tx.intent(header.intentId);
  const orphan = intent === undefined || !explains(intent, seen, { openAttempts: 0, groupRefs: new Set() });
  const machine = newMachine(seen, { connection: env.connection, header, templateId: '', orphan }, timesNow(env));
  found.push({ ...machine, returnRequestId: request.requestId });
  return { ...target, connection: env.connection, name: target.name === '' ? machine.name : target.name };
}

async function judge(tx: ReadTransaction, target: ReturnTarget, found: readonly Machine[]): Promise<ReturnTarget> {
  if (target.state !== 'pending' || target.connection === undefined || target.machineId === undefined) return target;
  const fresh = found.find((machine) => machine.machineId === target.machineId);
  const machine = fresh ?? (await tx.machine(target.connection, target.machineId));
  if (machine === undefined) return target;
  if (machine.goneAtMs !== undefined) return { ...target, state: 'done', message: machine.endReason ?? '' };
  if (machine.returnRequestId === undefined && machine.terminateFailure !== undefined) {
    return { ...target, state: 'failed', message: machine.terminateFailure };
  }
  return target;
}

async function commit(tx: WriteTransaction, env: WorkerEnv, requestId: string, inspection: SearchResult | undefined): Promise<boolean> {
  const step = await advance(tx, env, requestId, inspection);
  if (step === undefined) return false;
  await tx.saveMachines(step.machines);
  await saveReturn(tx, step.request, env.clock.now());
  return true;
}

/** Writes a return request one version on, ended when none of its entries is pending. */
export async function saveReturn(tx: WriteTransaction, request: ReturnRequest, nowMs: number): Promise<void> {
  const next = closeReturn({ ...request, version: request.version + 1 }, nowMs);
  await tx.saveRequest(next);
  await tx.appendEvents(nowMs, returnEndEvents(next));
}
