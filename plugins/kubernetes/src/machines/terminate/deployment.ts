import { isProviderError, type Termination, type WriteInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../../session/session.js';
import { isNotFound } from '../each-id.js';
import type { GroupPlace } from '../groups/group-kinds.js';
import { getGroup, podsOfGroup, replicasOf, type GroupObject } from '../groups/members.js';
import { KEEP_LABEL } from '../labels/release-marks.js';
import { hasEnded } from '../status.js';
import { isReady, type PodFacts } from '../wire/pod-facts.js';
import { objectOf } from '../wire/read.js';
import { changeReplicas } from './change-replicas.js';
import { deletePods } from './delete-pods.js';
import { markReleased } from './mark-released.js';
import { allOf, type Order, type Terminations } from './order.js';
import { replicaSetHasSeen } from './replica-set.js';

/** An order is waited for this long, while something in the Deployment is under way: less than an order of the engine's may take. */
const PATIENCE_MS = 6_000;
const STEP_MS = 250;

/** What keeps an order from being carried out now. */
type Wait = { readonly waitsFor: string };

/**
 * Ends machines of a Deployment. It alone decides which of its pods go when it wants fewer: those that are not ready first, then by their
 * deletion cost. So the pods are marked as the cheapest, and only when its ReplicaSet has shown that it saw the marks, and sees all others
 * ready, is the number lowered: to the pods that stay, whatever the number was. Otherwise nothing is lowered, and the order is to be given again.
 *
 * Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
 */
export async function releaseFromDeployment(
  session: KubernetesSession,
  place: GroupPlace,
  orders: readonly Order[],
  input: WriteInput,
): Promise<Terminations> {
  const { context } = session;
  const untilMs = context.now() + PATIENCE_MS;
  for (;;) {
    const outcome = await attempt(session, place, orders, input);
    if (!('waitsFor' in outcome)) return outcome;
    if (context.now() >= untilMs) return waiting(orders, place, outcome);
    await context.sleep(STEP_MS, input.signal);
  }
}

async function attempt(
  session: KubernetesSession,
  place: GroupPlace,
  orders: readonly Order[],
  input: WriteInput,
): Promise<Terminations | Wait> {
  try {
    return await releaseOnce(session, place, orders, input);
  } catch (error) {
    // The Deployment is gone: what is left of its pods stands on its own.
    if (isNotFound(error)) return deletePods(session, orders, input);
    if (isProviderError(error) && error.code === 'Conflict') return { waitsFor: 'somebody who changes it at the same time' };
    throw error;
  }
}

async function releaseOnce(
  session: KubernetesSession,
  place: GroupPlace,
  orders: readonly Order[],
  input: WriteInput,
): Promise<Terminations | Wait> {
  const deployment = await getGroup(session, place, input);
  if (!isOurs(deployment)) return allOf(orders, FOREIGN);
  const pods = await podsOfGroup(session, deployment, input);
  const active = pods.filter((pod) => pod.deletionAtMs === undefined && !hasEnded(pod));
  const asked = new Set(orders.map((order) => order.place.uid));
  const answers = answersOf(orders, pods);
  // Marked by an earlier order: it is to go as well, and would go first.
  const released = active.filter((pod) => asked.has(pod.uid) || !pod.labels.has(KEEP_LABEL));
  const staying = active.filter((pod) => !released.includes(pod));
  if (released.length === 0 || replicasOf(deployment) <= staying.length) return answers;
  const unready = staying.find((pod) => !isReady(pod));
  if (unready !== undefined) return { waitsFor: `${unready.name}, which is not ready and would go first` };
  const unmarked = released.filter((pod) => pod.labels.has(KEEP_LABEL));
  if (unmarked.length > 0) {
    await markReleased(session, unmarked, input);
    return { waitsFor: 'its ReplicaSet to see which pods are to go' };
  }
  if (!(await replicaSetHasSeen(session, { active, released }, input))) return { waitsFor: 'its ReplicaSet to see which pods are to go' };
  await changeReplicas(session, deployment, staying.length, input);
  return answers;
}

function isOurs({ spec }: GroupObject): boolean {
  const labels = objectOf(objectOf(objectOf(spec['template'])['metadata'])['labels']);
  return labels[KEEP_LABEL] !== undefined;
}

const FOREIGN = {
  outcome: 'failed',
  code: 'ForeignDeployment',
  message: 'its Deployment was made by somebody else, and would replace it: lower its replicas there',
  retryable: false,
} as const;

function answersOf(orders: readonly Order[], pods: readonly PodFacts[]): Terminations {
  const byUid = new Map(pods.map((pod) => [pod.uid, pod]));
  return orders.map(({ machineId, place }): Termination => {
    const pod = byUid.get(place.uid);
    if (pod === undefined) return { machineId, outcome: 'not-found' };
    return { machineId, outcome: hasEnded(pod) ? 'terminated' : 'accepted' };
  });
}

function waiting(orders: readonly Order[], { name }: GroupPlace, { waitsFor }: Wait): Terminations {
  return allOf(orders, {
    outcome: 'failed',
    code: 'WaitsForOthers',
    message: `the Deployment ${name} waits for ${waitsFor}: nothing was ended, it is tried again`,
    retryable: true,
  });
}
