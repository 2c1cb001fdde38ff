import type { OperationInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../../session/session.js';
import { isReady, type PodFacts } from '../wire/pod-facts.js';
import { numberOf, objectOf } from '../wire/read.js';

/**
 * Whether the ReplicaSet behind a Deployment sees what we see: no other pods, none of the marked ones with all labels of its template, and
 * all others ready. It writes down what it counts of its own view, by which it also decides whom to end: no pod that it saw marked and
 * cheap can be overlooked then.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/#ReplicaSetStatus
 */
export async function replicaSetHasSeen(
  session: KubernetesSession,
  { active, released }: { readonly active: readonly PodFacts[]; readonly released: readonly PodFacts[] },
  { signal }: OperationInput,
): Promise<boolean> {
  const [name, ...others] = [...new Set(active.flatMap(({ owner }) => owner?.name ?? []))];
  const namespace = active[0]?.namespace;
  // Pods of two templates: somebody rolls the Deployment out.
  if (name === undefined || namespace === undefined || others.length > 0) return false;
  const path = `/apis/apps/v1/namespaces/${namespace}/replicasets/${name}`;
  const { output } = await session.read<unknown>('get replicasets', { method: 'GET', path }, { signal });
  const set = objectOf(output);
  const status = objectOf(set['status']);
  const count = (key: string): number => numberOf(status[key]) ?? 0;
  const staying = active.length - released.length;
  return (
    numberOf(objectOf(set['spec'])['replicas']) === active.length &&
    numberOf(status['observedGeneration']) === numberOf(objectOf(set['metadata'])['generation']) &&
    count('replicas') === active.length &&
    count('fullyLabeledReplicas') === staying &&
    count('readyReplicas') >= active.filter(isReady).length
  );
}
