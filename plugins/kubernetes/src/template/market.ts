import type { Market } from '@hostwright/core/provider';
import { objectAt, objectsAt } from './json.js';

/**
 * Node labels by which clouds tell spot capacity.
 *
 * Source: https://karpenter.sh/docs/concepts/nodepools/ (capacity type), https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html,
 * https://cloud.google.com/kubernetes-engine/docs/concepts/spot-vms, https://learn.microsoft.com/azure/aks/spot-node-pool
 */
const SPOT_LABELS: Readonly<Record<string, string>> = {
  'karpenter.sh/capacity-type': 'spot',
  'eks.amazonaws.com/capacityType': 'SPOT',
  'cloud.google.com/gke-spot': 'true',
  'cloud.google.com/gke-preemptible': 'true',
  'kubernetes.azure.com/scalesetpriority': 'spot',
};

/** The label of a node, or of a node selector, that says that it is spot capacity; undefined for none. */
export function spotLabelOf(labels: Readonly<Record<string, unknown>>): readonly [key: string, value: string] | undefined {
  return Object.entries(SPOT_LABELS).find(([key, value]) => labels[key] === value);
}

/** How a pod's node is paid for: spot when the pod insists on spot nodes, by node selector or by required affinity. */
export function marketOf(spec: unknown): Market {
  if (spotLabelOf(objectAt(spec, 'nodeSelector')) !== undefined) return 'spot';
  const node = objectAt(objectAt(spec, 'affinity'), 'nodeAffinity');
  const terms = objectsAt(objectAt(node, 'requiredDuringSchedulingIgnoredDuringExecution'), 'nodeSelectorTerms');
  const insists = (term: unknown): boolean =>
    objectsAt(term, 'matchExpressions').some(({ key, operator, values }) => {
      if (operator !== 'In' || typeof key !== 'string' || !Array.isArray(values)) return false;
      return Object.hasOwn(SPOT_LABELS, key) && values.length > 0 && values.every((value) => value === SPOT_LABELS[key]);
    });
  return terms.length > 0 && terms.every(insists) ? 'spot' : 'on-demand';
}
