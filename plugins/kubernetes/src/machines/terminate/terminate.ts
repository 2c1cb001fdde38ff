import { isProviderError, type ProviderError, type Termination, type WriteInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../../session/session.js';
import { commonError, eachId, failedBy, isOfTheCluster } from '../each-id.js';
import { getPod } from '../get-pod.js';
import { groupPlaceOf } from '../groups/group-kinds.js';
import { groupRefOfPod } from '../groups/group-of-pod.js';
import { placeOf } from '../machine-id.js';
import { memoryOf } from '../memory.js';
import { deletePods } from './delete-pods.js';
import { releaseFromDeployment } from './deployment.js';
import type { Order, Terminations } from './order.js';
import { releaseFromStatefulSet } from './stateful-set.js';

/**
 * Orders the end of machines. Pods on their own, and those of Jobs, are deleted one by one; Deployments and StatefulSets would make others in
 * their place, so that they are told to want fewer.
 *
 * @throws {ProviderError} when no machine was answered at all
 */
export async function terminate(
  session: KubernetesSession,
  input: WriteInput & { readonly machineIds: readonly string[] },
): Promise<Terminations> {
  const orders: Order[] = input.machineIds.flatMap((machineId) => {
    const place = placeOf(machineId);
    return place === undefined ? [] : [{ machineId, place }];
  });
  const answers = await learnGroups(session, orders, input);
  const open = orders.filter(({ machineId }) => !answers.has(machineId));
  let refusal: ProviderError | undefined;
  for (const [groupRef, members] of Map.groupBy(open, ({ machineId }) => refilledBy(session, machineId))) {
    const ended = refusal === undefined ? await tried(endTogether(session, groupRef, members, input)) : refusal;
    if (!isProviderError(ended)) for (const termination of ended) answers.set(termination.machineId, termination);
    else {
      for (const { machineId } of members) answers.set(machineId, failedBy(machineId, ended));
      // What the cluster itself refuses now, it refuses for the next group, too.
      if (answers.size === orders.length && members.length === orders.length) throw ended;
      if (isOfTheCluster(ended)) refusal = ended;
    }
  }
  return input.machineIds.map((machineId) => answers.get(machineId) ?? { machineId, outcome: 'not-found' });
}

function endTogether(
  session: KubernetesSession,
  groupRef: string | undefined,
  members: readonly Order[],
  input: WriteInput,
): Promise<Terminations> {
  const place = groupRef === undefined ? undefined : groupPlaceOf(groupRef);
  if (place?.kind === 'deployment') return releaseFromDeployment(session, place, members, input);
  if (place?.kind === 'stateful-set') return releaseFromStatefulSet(session, place, members, input);
  return deletePods(session, members, input);
}

async function tried(work: Promise<Terminations>): Promise<Terminations | ProviderError> {
  try {
    return await work;
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return error;
  }
}

/** The group that would make another machine in place of this one; undefined for none: a Job fills each of its places once. */
function refilledBy(session: KubernetesSession, machineId: string): string | undefined {
  const groupRef = memoryOf(session).groups.get(machineId) ?? undefined;
  return groupRef === undefined || groupPlaceOf(groupRef)?.kind === 'job' ? undefined : groupRef;
}

/** Reads the machines that this process has not seen: what stands behind them decides how they end. Answers those that cannot be ordered to. */
async function learnGroups(session: KubernetesSession, orders: readonly Order[], input: WriteInput): Promise<Map<string, Termination>> {
  const memory = memoryOf(session);
  const unknown = orders.filter(({ machineId }) => !memory.groups.has(machineId));
  const read = await eachId(unknown, async ({ machineId, place }) => {
    const { pod } = await getPod(session, place, input);
    if (pod !== undefined) memory.groups.set(machineId, groupRefOfPod(pod) ?? null);
    return pod;
  });
  const error = commonError(read);
  if (error !== undefined && unknown.length === orders.length) throw error;
  const answers = new Map<string, Termination>();
  for (const [{ machineId }, entry] of read) {
    if ('error' in entry) answers.set(machineId, failedBy(machineId, entry.error));
    else if (entry.answer === undefined) answers.set(machineId, { machineId, outcome: 'not-found' });
  }
  return answers;
}
