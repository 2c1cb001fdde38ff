import { isProviderError, type Termination, type WriteInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../../session/session.js';
import { isNotFound } from '../each-id.js';
import type { GroupPlace } from '../groups/group-kinds.js';
import { getGroup, podsOfGroup, replicasOf, type GroupObject } from '../groups/members.js';
import { hasEnded } from '../status.js';
import type { PodFacts } from '../wire/pod-facts.js';
import { numberOf, objectOf } from '../wire/read.js';
import { changeReplicas } from './change-replicas.js';
import { deletePods } from './delete-pods.js';
import type { Order, Terminations } from './order.js';

/** Somebody who changes the same object at the same time is given way so many times. */
const MOST_TRIES = 5;

/**
 * Ends machines of a StatefulSet, which gives up its pods from the last one down: those at its end that are all asked for go, and any other is
 * refused by naming the one that could go instead.
 *
 * Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees
 */
export async function releaseFromStatefulSet(
  session: KubernetesSession,
  place: GroupPlace,
  orders: readonly Order[],
  input: WriteInput,
): Promise<Terminations> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await releaseOnce(session, place, orders, input);
    } catch (error) {
      // The set is gone: what is left of its pods stands on its own.
      if (isNotFound(error)) return deletePods(session, orders, input);
      if (!isProviderError(error) || error.code !== 'Conflict' || tries >= MOST_TRIES) throw error;
    }
  }
}

async function releaseOnce(
  session: KubernetesSession,
  place: GroupPlace,
  orders: readonly Order[],
  input: WriteInput,
): Promise<Terminations> {
  const set = await getGroup(session, place, input);
  const pods = await podsOfGroup(session, set, input);
  const byUid = new Map(pods.map((pod) => [pod.uid, pod]));
  const asked = new Set(orders.map((order) => order.place.uid));
  const first = numberOf(objectOf(set.spec['ordinals'])['start']) ?? 0;
  const end = first + replicasOf(set);
  const lowered = Math.max(first, lowestEnd(pods, asked, first, end));
  if (lowered < end) await changeReplicas(session, set, lowered - first, input);
  return orders.map(({ machineId, place: { uid } }) => answerOf(machineId, byUid.get(uid), { set, lowered }));
}

/** Where the set may end by then: every place from there on is empty, or its pod is asked for or ending. */
function lowestEnd(pods: readonly PodFacts[], asked: ReadonlySet<string>, first: number, end: number): number {
  const kept = pods
    .filter((pod) => pod.deletionAtMs === undefined && !hasEnded(pod) && !asked.has(pod.uid))
    .map(ordinalOf)
    .filter((ordinal) => ordinal < end);
  return Math.max(first, ...kept.map((ordinal) => ordinal + 1));
}

/** Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#ordinal-index */
function ordinalOf({ name }: Pick<PodFacts, 'name'>): number {
  return Number(/-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
}

function answerOf(
  machineId: string,
  pod: PodFacts | undefined,
  { set, lowered }: { readonly set: GroupObject; readonly lowered: number },
): Termination {
  if (pod === undefined) return { machineId, outcome: 'not-found' };
  if (hasEnded(pod)) return { machineId, outcome: 'terminated' };
  if (pod.deletionAtMs !== undefined || ordinalOf(pod) >= lowered) return { machineId, outcome: 'accepted' };
  const last = `${set.place.name}-${lowered - 1}`;
  return {
    machineId,
    outcome: 'failed',
    code: 'NotTheLast',
    message: `the StatefulSet ${set.place.name} gives up its last pod first: return ${last}, or ${pod.name} together with all after it`,
    retryable: false,
  };
}
