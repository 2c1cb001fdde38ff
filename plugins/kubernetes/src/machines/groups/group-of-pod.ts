import type { PodFacts } from '../wire/pod-facts.js';
import { groupRefOf, type GroupPlace } from './group-kinds.js';

/** Put by a Deployment on all that it makes. Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label */
const HASH_LABEL = 'pod-template-hash';

/** What stands behind a pod, as far as it is a kind of group that we know; undefined for a pod on its own. */
function groupOfPod(pod: Pick<PodFacts, 'namespace' | 'owner' | 'labels'>): GroupPlace | undefined {
  const { namespace, owner, labels } = pod;
  if (owner?.kind === 'Job') return { namespace, kind: 'job', name: owner.name };
  if (owner?.kind === 'StatefulSet') return { namespace, kind: 'stateful-set', name: owner.name };
  const suffix = `-${labels.get(HASH_LABEL) ?? ''}`;
  if (owner?.kind !== 'ReplicaSet' || suffix === '-' || !owner.name.endsWith(suffix)) return undefined;
  return { namespace, kind: 'deployment', name: owner.name.slice(0, -suffix.length) };
}

/** The same as the id of the group. */
export function groupRefOfPod(pod: Pick<PodFacts, 'namespace' | 'owner' | 'labels'>): string | undefined {
  const place = groupOfPod(pod);
  return place === undefined ? undefined : groupRefOf(place);
}
