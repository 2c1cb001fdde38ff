import type { AdoptionRecord, Intent } from '../../domain/intent.js';
import type { AcquireRequest } from '../../domain/request.js';
import { isProviderError, ProviderError } from '../../provider/errors.js';
import type { GroupMembers, ObservedMachine } from '../../provider/machines.js';
import { withDeadline } from '../deadline.js';
import { inspect } from '../inspect-missing.js';
import { longestVisibilityMs, type WorkerEnv } from '../worker-env.js';
import { planAdoption, undecided, type AdoptionPlan } from './plan-adoption.js';

/** An order to take machines over, with the request that they are to belong to. */
export interface Order {
  readonly intent: Intent;
  readonly adoption: AdoptionRecord;
  readonly request: AcquireRequest;
}

/** The order as it stands; undefined when there is nothing left to do for it. */
export async function readOrder(env: WorkerEnv, intentId: string): Promise<Order | undefined> {
  return env.store.read(async (tx) => {
    const intent = await tx.intent(intentId);
    if (intent?.adoption === undefined || intent.state === 'settled') return undefined;
    const request = await tx.request(intent.requestId);
    return request?.kind === 'acquire' ? { intent, adoption: intent.adoption, request } : undefined;
  });
}

/** What the cloud has by now of what an order names. */
export async function look(env: WorkerEnv, { intent, adoption, request }: Order): Promise<AdoptionPlan | ProviderError> {
  if (request.state !== 'open') return calledOff(env, intent, adoption);
  const members = await membersOf(env, adoption.groupRef);
  if (isProviderError(members)) return members;
  const { known, deploymentId } = await env.store.read(async (tx) => ({
    known: await tx.machines({ connection: env.connection, machineIds: [...intent.machineIds, ...(members?.machineIds ?? [])] }),
    deploymentId: (await tx.deployment()).deploymentId,
  }));
  if (env.provider.machines.adopt === undefined) return cannot(env, undecided(intent, adoption, members, known));
  const shown: ObservedMachine[] = [];
  const notFound: string[] = [];
  const ids = undecided(intent, adoption, members, known);
  const size = Math.max(1, env.provider.capabilities.machines.maxIdsPerInspect);
  for (let start = 0; start < ids.length; start += size) {
    const inspection = await inspect(env, ids.slice(start, start + size));
    if (inspection === undefined) return new ProviderError('Unavailable', 'the machines that are to be taken over could not be asked for');
    shown.push(...inspection.machines);
    notFound.push(...inspection.notFound);
  }
  const nowMs = env.clock.now();
  const mayLag = nowMs < request.createdAtMs + longestVisibilityMs(env);
  return planAdoption({ intent, adoption, deploymentId, members, shown, notFound, known, nowMs, mayLag });
}

/** Nothing more is taken for a request that was cancelled: whoever waits for one of its machines, for example a return, has to hear of it. */
async function calledOff({ store, connection }: WorkerEnv, intent: Intent, adoption: AdoptionRecord): Promise<AdoptionPlan> {
  const { machineIds } = intent;
  const known = machineIds.length === 0 ? [] : await store.read((tx) => tx.machines({ connection, machineIds }));
  return refuseAll(undecided(intent, adoption, undefined, known), 'its request was cancelled before it was taken over');
}

function cannot({ plugin }: WorkerEnv, machineIds: readonly string[]): AdoptionPlan {
  return refuseAll(machineIds, `the provider ${plugin.id} cannot take machines over`);
}

function refuseAll(machineIds: readonly string[], message: string): AdoptionPlan {
  return { take: [], refused: machineIds.map((machineId) => ({ machineId, refusal: 'failed', message })), waits: false };
}

/** A group that is gone, or is none that the plugin knows, has nothing more to give. */
async function membersOf(env: WorkerEnv, groupRef: string | undefined): Promise<GroupMembers | ProviderError | undefined> {
  const { machines } = env.provider;
  if (groupRef === undefined || machines.members === undefined) return undefined;
  const late = (): ProviderError => new ProviderError('Unavailable', 'the members of a group were not told in time');
  try {
    return await withDeadline(env.clock, env.timing.transportDeadlineMs * 2, late, async (signal) =>
      machines.members?.({ groupRef, signal }),
    );
  } catch (error) {
    if (!isProviderError(error))
      return new ProviderError('ContractViolation', 'members() threw an error that is not a ProviderError', { cause: error });
    return error.errorClass === 'NotFound' || error.errorClass === 'Unsupported' ? { machineIds: [], complete: true } : error;
  }
}
